package org.arkwright.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.SQLException;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.TrackingSql;

/** The tag of a run in which older clients of MLflow keep the descriptions of its models. */
final class ModelHistory {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TAG = "mlflow.log-model.history";

  private ModelHistory() {}

  static void append(TrackingSql sql, String run, String model)
      throws SQLException, TrackingRefusal {
    JsonNode described = read(model);
    if (!described.isObject() || !described.hasNonNull("artifact_path")) {
      throw TrackingRefusal.invalid(
          "Malformed model info: expected an object with artifact_path, found " + shortened(model));
    }
    JsonNode history = read(Notes.find(sql, run, "tag", TAG).orElse("[]"));
    ArrayNode all = history.isArray() ? (ArrayNode) history : JSON.createArrayNode();
    all.add(described);
    Notes.tag(sql, run, TAG, all.toString());
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException _) {
      return JSON.missingNode();
    }
  }
}
