package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.arkwright.tracking.Experiments.Experiment;

/** The table of runs, with their parameters and tags. */
final class Runs {
  static final List<String> STATUSES =
      List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

  private Runs() {}

  record Run(
      String id,
      long experiment,
      String name,
      String user,
      String status,
      String stage,
      long started,
      OptionalLong ended) {
    static Run of(ResultSet row) throws SQLException {
      long ended = row.getLong("ended");
      boolean running = row.wasNull();
      return new Run(
          row.getString("id"),
          row.getLong("experiment"),
          row.getString("name"),
          row.getString("user"),
          row.getString("status"),
          row.getString("stage"),
          row.getLong("started"),
          running ? OptionalLong.empty() : OptionalLong.of(ended));
    }

    ObjectNode info() {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("run_id", id)
              .put("run_uuid", id)
              .put("run_name", name)
              .put("experiment_id", Long.toString(experiment))
              .put("user_id", user)
              .put("status", status)
              .put("start_time", started)
              .put("artifact_uri", "mlflow-artifacts:/%d/%s/artifacts".formatted(experiment, id))
              .put("lifecycle_stage", stage);
      ended.ifPresent(end -> json.put("end_time", end));
      return json;
    }
  }

  static void create(
      TrackingSql sql,
      String id,
      long experiment,
      String name,
      String user,
      String job,
      long started)
      throws SQLException {
    sql.update(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, 'RUNNING', 'active', ?, NULL)",
        id,
        experiment,
        name,
        user,
        job,
        started);
    put(sql, id, "tag", "mlflow.runName", name);
    put(sql, id, "tag", "mlflow.user", user);
    if (!job.isEmpty()) {
      put(sql, id, "tag", "arkwright.job", job);
    }
  }

  /** Returns the run; the caller's own run is created when it is first requested. */
  static Run get(TrackingSql sql, TrackingCaller caller, String id, long nowMillis)
      throws SQLException, TrackingRefusal {
    Optional<Run> found = sql.first("SELECT * FROM runs WHERE id = ?", Run::of, id);
    if (found.isPresent()) {
      Experiments.get(sql, caller, Long.toString(found.get().experiment));
      return found.get();
    }
    TrackingCaller.RankOf rank =
        caller
            .attempt()
            .filter(attempt -> attempt.runId().equals(id))
            .orElseThrow(() -> TrackingRefusal.missing("run", id));
    Optional<Experiment> experiment = Experiments.named(sql, caller.project(), rank.jobName());
    long experimentId =
        experiment.isPresent()
            ? experiment.get().id()
            : Experiments.create(sql, caller.project(), rank.jobName(), nowMillis);
    String name = rank.jobName() + "-" + rank.id().number();
    create(sql, id, experimentId, name, rank.user(), rank.id().job().toString(), nowMillis);
    return sql.first("SELECT * FROM runs WHERE id = ?", Run::of, id).orElseThrow();
  }

  static void setStatus(TrackingSql sql, String id, String status, OptionalLong ended)
      throws SQLException, TrackingRefusal {
    if (!STATUSES.contains(status)) {
      throw TrackingRefusal.invalid(status, "one of " + STATUSES);
    }
    sql.update(
        "UPDATE runs SET status = ?, ended = ? WHERE id = ?",
        status,
        ended.isPresent() ? ended.getAsLong() : null,
        id);
  }

  /** Sets a parameter. It keeps its first value; a different one is refused, as in MLflow. */
  static void parameter(TrackingSql sql, String id, String name, String value)
      throws SQLException, TrackingRefusal {
    checkName(name);
    if (value.length() > 6000) {
      throw TrackingRefusal.invalid(name, "a parameter's value of at most 6000 characters");
    }
    Optional<String> existing =
        sql.first(
            "SELECT value FROM notes WHERE owner = ? AND kind = 'param' AND name = ?",
            row -> row.getString(1),
            id,
            name);
    if (existing.isPresent() && !existing.get().equals(value)) {
      throw new TrackingRefusal(
          TrackingRefusal.Code.INVALID_PARAMETER_VALUE,
          "Changing param values is not allowed. Param '%s' of run %s is '%s', not '%s'."
              .formatted(name, id, existing.get(), value));
    }
    put(sql, id, "param", name, value);
  }

  static void tag(TrackingSql sql, String id, String name, String value)
      throws SQLException, TrackingRefusal {
    checkName(name);
    put(sql, id, "tag", name, value);
    if (name.equals("mlflow.runName")) {
      sql.update("UPDATE runs SET name = ? WHERE id = ?", value, id);
    }
  }

  static void checkName(String name) throws TrackingRefusal {
    if (name.isEmpty() || name.length() > 250 || name.indexOf('\0') >= 0) {
      throw TrackingRefusal.invalid(name, "a name of 1 to 250 characters");
    }
  }

  private static void put(TrackingSql sql, String owner, String kind, String name, String value)
      throws SQLException {
    sql.update("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)", owner, kind, name, value);
  }

  static ObjectNode json(TrackingSql sql, Run run) throws SQLException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("info", run.info());
    ObjectNode data = json.putObject("data");
    data.set("metrics", RunMetrics.latest(sql, run.id));
    data.set("params", notes(sql, run.id, "param"));
    data.set("tags", notes(sql, run.id, "tag"));
    return json;
  }

  private static ArrayNode notes(TrackingSql sql, String run, String kind) throws SQLException {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    sql.list(
            "SELECT name, value FROM notes WHERE owner = ? AND kind = ? ORDER BY name",
            row ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("key", row.getString(1))
                    .put("value", row.getString(2)),
            run,
            kind)
        .forEach(json::add);
    return json;
  }
}
