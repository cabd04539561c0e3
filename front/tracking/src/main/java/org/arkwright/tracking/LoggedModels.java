package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.tracking.Experiments.Experiment;
import org.arkwright.tracking.RunMetrics.Point;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/** The table of logged models: what a run trained, with files, parameters and metrics. */
final class LoggedModels {
  static final List<String> STATUSES =
      List.of("LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED");

  private LoggedModels() {}

  /**
   * A logged model.
   *
   * @param run the run that made it; may be empty or unknown here
   * @param job the job that created it; empty for the administrator
   */
  record LoggedModel(
      String id,
      long experiment,
      String name,
      String type,
      String status,
      String run,
      String job,
      long created,
      long updated) {
    static LoggedModel of(ResultSet row) throws SQLException {
      return new LoggedModel(
          row.getString("id"),
          row.getLong("experiment"),
          row.getString("name"),
          row.getString("type"),
          row.getString("status"),
          row.getString("run"),
          row.getString("job"),
          row.getLong("created"),
          row.getLong("updated"));
    }
  }

  /** Returns the model if it exists and the caller may see it: the two are not told apart. */
  static LoggedModel get(TrackingSql sql, TrackingCaller caller, String id)
      throws SQLException, TrackingRefusal {
    return sql.first(
            """
            SELECT m.* FROM logged_models m JOIN experiments e ON e.id = m.experiment
            WHERE m.id = ? AND m.deleted IS NULL AND (? OR e.project = ?)
            """,
            LoggedModel::of,
            id,
            caller.everywhere(),
            caller.project().value())
        .orElseThrow(
            () -> TrackingRefusal.missing("Logged model with ID '%s' not found.".formatted(id)));
  }

  static void create(TrackingSql sql, LoggedModel model) throws SQLException, TrackingRefusal {
    Quotas.add(sql, Quotas.LOGGED_MODELS, Notes.ofExperiment(model.experiment), 1, 0);
    sql.update(
        "INSERT INTO logged_models VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        model.id,
        model.experiment,
        model.name,
        model.type,
        model.status,
        model.run,
        model.job,
        model.created,
        model.updated);
  }

  /** Keeps a metric of a model on a dataset; of several the latest. */
  static void logMetric(
      TrackingSql sql, LoggedModel model, String run, Point point, String dataset, String digest)
      throws SQLException, TrackingRefusal {
    int added =
        sql.update(
            "INSERT OR IGNORE INTO model_metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            model.id,
            point.name(),
            run,
            point.step(),
            point.at(),
            point.stored(),
            dataset,
            digest);
    if (added > 0) {
      Quotas.add(sql, Quotas.METRICS, model.id, 1, 0);
    } else {
      sql.update(
          """
          UPDATE model_metrics SET step = ?6, at = ?7, value = ?8
          WHERE model = ?1 AND name = ?2 AND run = ?3 AND dataset = ?4 AND digest = ?5
            AND (?6, ?7) >= (step, at)
          """,
          model.id,
          point.name(),
          run,
          dataset,
          digest,
          point.step(),
          point.at(),
          point.stored());
    }
  }

  /** Returns the models in JSON, with all that was logged. */
  static ArrayNode json(TrackingSql sql, TrackingCaller caller, List<LoggedModel> models)
      throws SQLException {
    List<String> ids = models.stream().map(LoggedModel::id).toList();
    Map<String, ArrayNode> tags = Notes.json(sql, ids, "tag");
    Map<String, ArrayNode> params = Notes.json(sql, ids, "param");
    Map<String, ArrayNode> metrics = metrics(sql, ids);
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (LoggedModel model : models) {
      Experiment experiment =
          sql.first("SELECT * FROM experiments WHERE id = ?", Experiment::of, model.experiment)
              .orElseThrow();
      ObjectNode one = json.addObject();
      ObjectNode info =
          one.putObject("info")
              .put("model_id", model.id)
              .put("experiment_id", experiment.idFor(caller))
              .put("name", model.name)
              .put("creation_timestamp_ms", model.created)
              .put("last_updated_timestamp_ms", model.updated)
              .put("artifact_uri", artifactUri(caller, experiment, model))
              .put("status", model.status)
              .put("model_type", model.type)
              .put("source_run_id", model.run);
      info.set("tags", tags.getOrDefault(model.id, JsonNodeFactory.instance.arrayNode()));
      ObjectNode data = one.putObject("data");
      data.set("params", params.getOrDefault(model.id, JsonNodeFactory.instance.arrayNode()));
      data.set("metrics", metrics.getOrDefault(model.id, JsonNodeFactory.instance.arrayNode()));
    }
    return json;
  }

  private static String artifactUri(
      TrackingCaller caller, Experiment experiment, LoggedModel model) {
    return "%s/models/%s/artifacts".formatted(experiment.artifactLocation(caller), model.id);
  }

  static ObjectNode json(TrackingSql sql, TrackingCaller caller, LoggedModel model)
      throws SQLException {
    return (ObjectNode) json(sql, caller, List.of(model)).get(0);
  }

  private static Map<String, ArrayNode> metrics(TrackingSql sql, List<String> ids)
      throws SQLException {
    Map<String, ArrayNode> found = new HashMap<>();
    var _ =
        sql.list(
            "SELECT * FROM model_metrics WHERE model IN (SELECT value FROM json_each(?))"
                + " ORDER BY model, name, at",
            row -> {
              ObjectNode metric =
                  Point.of(row)
                      .json()
                      .put("model_id", row.getString("model"))
                      .put("run_id", row.getString("run"));
              if (!row.getString("dataset").isEmpty()) {
                metric
                    .put("dataset_name", row.getString("dataset"))
                    .put("dataset_digest", row.getString("digest"));
              }
              return found
                  .computeIfAbsent(
                      row.getString("model"), _ -> JsonNodeFactory.instance.arrayNode())
                  .add(metric);
            },
            TrackingSql.array(ids));
    return found;
  }

  static void touch(TrackingSql sql, LoggedModel model, long nowMillis) throws SQLException {
    sql.update("UPDATE logged_models SET updated = ? WHERE id = ?", nowMillis, model.id);
  }

  /** Returns experiments' models that fulfil a condition, one more than asked if there are more. */
  static List<LoggedModel> search(TrackingSql sql, List<Experiment> experiments, Search search)
      throws SQLException {
    return sql.list(
        "SELECT m.* FROM logged_models m"
            + " WHERE m.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))"
            + " AND m.deleted IS NULL AND %s ORDER BY %s m.created DESC, m.id LIMIT ? OFFSET ?"
                .formatted(search.filter().sql(), search.order().sql()),
        LoggedModel::of,
        search.values(Experiments.ids(experiments)));
  }
}
