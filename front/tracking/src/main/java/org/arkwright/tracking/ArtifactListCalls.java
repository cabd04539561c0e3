package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.store.TrackingSql;

/** The calls that list the files of runs and of logged models. */
final class ArtifactListCalls {
  private final InstantSource clock;

  ArtifactListCalls(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "artifacts/list", this::ofRun)
        .add("GET", "logged-models/{model_id}/artifacts/directories", this::ofModel);
  }

  private ObjectNode ofRun(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    FilePlace place = new FilePlace.OfRun(request.runId(), request.optional("path").orElse(""));
    FilePlace.Found found = place.find(sql, caller, clock, false);
    Runs.Run run = Runs.get(sql, caller, found.owner(), clock.millis());
    return answer(sql, found, Runs.json(sql, caller, run).at("/info/artifact_uri").asText());
  }

  private ObjectNode ofModel(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    FilePlace place =
        new FilePlace.OfModel(
            request.text("model_id"), request.optional("artifact_directory_path").orElse(""));
    FilePlace.Found found = place.find(sql, caller, clock, false);
    LoggedModels.LoggedModel model = LoggedModels.get(sql, caller, found.owner());
    return answer(
        sql, found, LoggedModels.json(sql, caller, model).at("/info/artifact_uri").asText());
  }

  private static ObjectNode answer(TrackingSql sql, FilePlace.Found found, String root)
      throws SQLException, TrackingRefusal {
    if (!root.startsWith("mlflow-artifacts:")) {
      throw TrackingRefusal.invalid(
          "The files are kept at %s, where clients put them; list them there.".formatted(root));
    }
    return object()
        .put("root_uri", root)
        .set("files", RunFiles.json(sql, found.owner(), found.path(), true));
  }
}
