package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.arkwright.tracking.Experiments.Experiment;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.Stage;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.search.Field.Group;
import org.arkwright.tracking.search.Subject;
import org.arkwright.tracking.search.Subject.Use;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/** The table of runs. */
final class Runs {
  static final List<String> STATUSES =
      List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

  private static final String OF_RUN = "notes WHERE owner = r.id AND kind = '%s' AND name = ?";
  private static final String DATASETS =
      "inputs i JOIN datasets d ON d.id = i.dataset WHERE i.run = r.id";

  /** What can be asked of runs, of which the table is {@code r}. */
  static final Subject SUBJECT =
      new Subject.Builder()
          .text("r.id", Use.BOTH, "run_id")
          .text("r.name", Use.BOTH, "run_name", "run name", "Run name", "Run Name")
          .text("r.user", Use.BOTH, "user_id")
          .text("r.status", Use.BOTH, "status")
          .number("r.started", Use.BOTH, "start_time", "created", "Created")
          .number("r.ended", Use.BOTH, "end_time")
          .text(
              "(SELECT IIF(location = '', 'mlflow-artifacts:/' || id, location) FROM experiments"
                  + " WHERE id = r.experiment) || '/' || r.id || '/artifacts'",
              Use.BOTH,
              "artifact_uri")
          .keyed(Group.METRIC, "latest WHERE run = r.id AND name = ?")
          .keyed(Group.PARAM, OF_RUN.formatted("param"))
          .keyed(Group.TAG, OF_RUN.formatted("tag"))
          .dataset("name", DATASETS, "d.name")
          .dataset("digest", DATASETS, "d.digest")
          .dataset("context", DATASETS, "i.context")
          .build();

  private Runs() {}

  /**
   * A run.
   *
   * @param job the job that created it; empty for the administrator
   */
  record Run(
      String id,
      long experiment,
      String name,
      String user,
      String job,
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
          row.getString("job"),
          row.getString("status"),
          row.getString("stage"),
          row.getLong("started"),
          running ? OptionalLong.empty() : OptionalLong.of(ended));
    }

    ObjectNode info(TrackingCaller caller, Experiment experiment) {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("run_id", id)
              .put("run_uuid", id)
              .put("run_name", name)
              .put("experiment_id", experiment.idFor(caller))
              .put("user_id", user)
              .put("status", status)
              .put("start_time", started)
              .put("artifact_uri", experiment.artifactLocation(caller) + "/" + id + "/artifacts")
              .put("lifecycle_stage", stage);
      ended.ifPresent(end -> json.put("end_time", end));
      return json;
    }

    void requireActive() throws TrackingRefusal {
      if (!stage.equals(Stage.ACTIVE)) {
        throw TrackingRefusal.invalid(
            "The run %s must be in the 'active' state. Current state is %s.".formatted(id, stage));
      }
    }
  }

  /** Creates a run. */
  static void create(TrackingSql sql, Run run) throws SQLException, TrackingRefusal {
    Quotas.add(sql, Quotas.RUNS, Notes.ofExperiment(run.experiment), 1, 0);
    if (!run.job.isEmpty()) {
      Quotas.add(sql, Quotas.JOB_RUNS, "job:" + run.job, 1, 0);
    }
    sql.update(
        """
        INSERT INTO runs(id, experiment, name, user, job, status, stage, started, ended)
        VALUES (?, ?, ?, ?, ?, 'RUNNING', 'active', ?, NULL)
        """,
        run.id,
        run.experiment,
        run.name,
        run.user,
        run.job,
        run.started);
    Notes.tag(sql, run.id, "mlflow.runName", run.name);
    Notes.tag(sql, run.id, "mlflow.user", run.user);
    if (!run.job.isEmpty()) {
      Notes.tag(sql, run.id, "arkwright.job", run.job);
    }
  }

  /** Returns the run; the caller's own run is created when it is first requested. */
  static Run get(TrackingSql sql, TrackingCaller caller, String id, long nowMillis)
      throws SQLException, TrackingRefusal {
    Optional<Run> found = find(sql, caller, id);
    if (found.isPresent()) {
      return found.get();
    }
    TrackingCaller.RankOf rank =
        caller
            .attempt()
            .filter(attempt -> attempt.runId().equals(id))
            .orElseThrow(() -> TrackingRefusal.missing("Run with id=%s not found".formatted(id)));
    Optional<Experiment> existing = Experiments.named(sql, caller, rank.experiment(), nowMillis);
    Experiment experiment =
        existing.isPresent()
            ? existing.get()
            : Experiments.create(sql, caller, rank.experiment(), "", nowMillis);
    String name = rank.jobName() + "-" + rank.id().number();
    create(
        sql,
        new Run(
            id,
            experiment.id(),
            name,
            caller.user(),
            caller.job(),
            "RUNNING",
            Stage.ACTIVE,
            nowMillis,
            OptionalLong.empty()));
    return find(sql, caller, id).orElseThrow();
  }

  /** Returns the run if it exists and the caller may see it: the two are not told apart. */
  static Optional<Run> find(TrackingSql sql, TrackingCaller caller, String id) throws SQLException {
    return sql.first(
        """
        SELECT r.* FROM runs r JOIN experiments e ON e.id = r.experiment
        WHERE r.id = ? AND (? OR e.project = ?)
        """,
        Run::of,
        id,
        caller.everywhere(),
        caller.project().value());
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

  /** Sets a tag, and the run's name with the tag that is its name. */
  static void tag(TrackingSql sql, String id, String name, String value)
      throws SQLException, TrackingRefusal {
    Notes.tag(sql, id, name, value);
    if (name.equals("mlflow.runName")) {
      sql.update("UPDATE runs SET name = ? WHERE id = ?", value, id);
    }
  }

  /** Returns a page of runs, one more than asked if there are more. */
  static List<Run> search(
      TrackingSql sql, List<Experiment> experiments, Search search, String stages)
      throws SQLException {
    return sql.list(
        "SELECT r.* FROM runs r"
            + " WHERE r.experiment IN (SELECT CAST(value AS INTEGER) FROM json_each(?))"
            + " AND r.%s AND %s ORDER BY %s r.started DESC, r.id LIMIT ? OFFSET ?"
                .formatted(stages, search.filter().sql(), search.order().sql()),
        Run::of,
        search.values(Experiments.ids(experiments)));
  }

  /** Returns the runs in JSON, with all that was logged, in a fixed number of queries. */
  static ArrayNode json(TrackingSql sql, TrackingCaller caller, List<Run> runs)
      throws SQLException {
    List<String> ids = runs.stream().map(Run::id).toList();
    Map<String, ArrayNode> metrics = RunMetrics.latest(sql, ids);
    Map<String, ArrayNode> params = Notes.json(sql, ids, "param");
    Map<String, ArrayNode> tags = Notes.json(sql, ids, "tag");
    Map<String, ArrayNode> datasets = RunInputs.json(sql, ids);
    Map<Long, Experiment> experiments = new HashMap<>();
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Run run : runs) {
      Experiment experiment = experiments.get(run.experiment);
      if (experiment == null) {
        experiment =
            sql.first("SELECT * FROM experiments WHERE id = ?", Experiment::of, run.experiment)
                .orElseThrow();
        experiments.put(run.experiment, experiment);
      }
      ObjectNode one = json.addObject();
      one.set("info", run.info(caller, experiment));
      ObjectNode data = one.putObject("data");
      data.set("metrics", metrics.getOrDefault(run.id, JsonNodeFactory.instance.arrayNode()));
      data.set("params", params.getOrDefault(run.id, JsonNodeFactory.instance.arrayNode()));
      data.set("tags", tags.getOrDefault(run.id, JsonNodeFactory.instance.arrayNode()));
      ObjectNode inputs = one.putObject("inputs");
      inputs.set(
          "dataset_inputs", datasets.getOrDefault(run.id, JsonNodeFactory.instance.arrayNode()));
      inputs.set("model_inputs", RunInputs.models(sql, run.id, "input"));
      one.putObject("outputs").set("model_outputs", RunInputs.models(sql, run.id, "output"));
    }
    return json;
  }

  static ObjectNode json(TrackingSql sql, TrackingCaller caller, Run run) throws SQLException {
    return (ObjectNode) json(sql, caller, List.of(run)).get(0);
  }
}
