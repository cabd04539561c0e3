package org.arkwright.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/** The datasets that runs used, and the models that went in and came out. */
final class RunInputs {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONTEXT = "mlflow.data.context";
  private static final int TAGS_MAX = 100;
  private static final int TEXT_MAX = 1 << 20;

  private RunInputs() {}

  /** Records that the run used a dataset; a second time changes only its tags. */
  static void add(TrackingSql sql, Runs.Run run, TrackingRequest input)
      throws SQLException, TrackingRefusal {
    TrackingRequest dataset = input.object("dataset");
    String name = dataset.text("name");
    String digest = dataset.text("digest");
    String source = text(dataset, "source");
    String schema = text(dataset, "schema");
    String profile = text(dataset, "profile");
    ArrayNode tags = JsonNodeFactory.instance.arrayNode();
    String context = "";
    for (TrackingRequest tag : input.list("tags", TAGS_MAX)) {
      String key = tag.text("key");
      String value = tag.optional("value").orElse("");
      Notes.checkName(key);
      if (key.equals(CONTEXT)) {
        context = value;
      }
      tags.addObject().put("key", key).put("value", value);
    }
    sql.update(
        """
        INSERT INTO datasets(experiment, name, digest, source_type, source, schema, profile)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        run.experiment(),
        name,
        digest,
        dataset.optional("source_type").orElse(""),
        source,
        schema,
        profile);
    long id =
        sql.first(
                "SELECT id FROM datasets WHERE experiment = ? AND name = ? AND digest = ?",
                row -> row.getLong(1),
                run.experiment(),
                name,
                digest)
            .orElseThrow();
    boolean known =
        sql.first("SELECT 1 FROM inputs WHERE run = ? AND dataset = ?", row -> 1, run.id(), id)
            .isPresent();
    if (!known) {
      long size = bytes(source) + bytes(schema) + bytes(profile) + bytes(tags.toString());
      Quotas.add(sql, Quotas.DATASETS, run.id(), 1, size);
    }
    sql.update(
        "INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?)",
        run.id(),
        id,
        context,
        sorted(tags).toString());
  }

  private static ArrayNode sorted(ArrayNode tags) {
    ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
    tags.valueStream()
        .sorted(java.util.Comparator.comparing(tag -> tag.path("key").asText()))
        .forEach(sorted::add);
    return sorted;
  }

  private static String text(TrackingRequest dataset, String member) throws TrackingRefusal {
    String text = dataset.optional(member).orElse("");
    if (text.length() > TEXT_MAX) {
      throw TrackingRefusal.invalid(
          "The %s of a dataset has %,d characters: expected at most %,d."
              .formatted(member, text.length(), TEXT_MAX));
    }
    return text;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Returns the datasets of runs, as lists by run; runs without any are left out. */
  static Map<String, ArrayNode> json(TrackingSql sql, List<String> runs) throws SQLException {
    Map<String, ArrayNode> found = new HashMap<>();
    var _ =
        sql.list(
            """
            SELECT i.run, i.tags, d.* FROM inputs i JOIN datasets d ON d.id = i.dataset
            WHERE i.run IN (SELECT value FROM json_each(?)) ORDER BY i.run, d.id
            """,
            row -> {
              ObjectNode input =
                  found
                      .computeIfAbsent(
                          row.getString("run"), _ -> JsonNodeFactory.instance.arrayNode())
                      .addObject();
              input.set("tags", read(row.getString("tags")));
              ObjectNode dataset =
                  input
                      .putObject("dataset")
                      .put("name", row.getString("name"))
                      .put("digest", row.getString("digest"))
                      .put("source_type", row.getString("source_type"))
                      .put("source", row.getString("source"));
              for (String optional : List.of("schema", "profile")) {
                if (!row.getString(optional).isEmpty()) {
                  dataset.put(optional, row.getString(optional));
                }
              }
              return input;
            },
            TrackingSql.array(runs));
    return found;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("tags that were not written here: " + json, e);
    }
  }

  /** Records a model that went into a run, or came out of it. */
  static void addModel(TrackingSql sql, Runs.Run run, String direction, String model, long step)
      throws SQLException, TrackingRefusal {
    int added =
        sql.update(
            "INSERT OR IGNORE INTO run_models VALUES (?, ?, ?, ?)",
            run.id(),
            direction,
            model,
            step);
    Quotas.add(sql, Quotas.DATASETS, run.id() + ":" + direction, added, 0);
  }

  static ArrayNode models(TrackingSql sql, String run, String direction) throws SQLException {
    ArrayNode models = JsonNodeFactory.instance.arrayNode();
    sql.list(
            "SELECT model, step FROM run_models WHERE run = ? AND direction = ? ORDER BY step,"
                + " model",
            row -> {
              ObjectNode model =
                  JsonNodeFactory.instance.objectNode().put("model_id", row.getString(1));
              return direction.equals("output") ? model.put("step", row.getLong(2)) : model;
            },
            run,
            direction)
        .forEach(models::add);
    return models;
  }
}
