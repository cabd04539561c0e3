package org.arkwright.tracking;

import static org.arkwright.tracking.Routes.object;
import static org.arkwright.tracking.Routes.searched;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.arkwright.model.id.JobId;
import org.arkwright.tracking.Experiments.Experiment;
import org.arkwright.tracking.RunMetrics.Point;
import org.arkwright.tracking.Runs.Run;
import org.arkwright.tracking.request.Page;
import org.arkwright.tracking.request.Search;
import org.arkwright.tracking.request.Stage;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.search.Condition;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.TrackingSql;

/** The calls about runs. */
final class RunCalls {
  static final int BATCH_NOTES_MAX = 100;
  private static final int BATCH_METRICS_MAX = 1000;
  private static final int PAGE_MAX = 50_000;
  private static final int PAGE_DEFAULT = 1_000;
  private static final String RUN_NAME = "mlflow.runName";

  private final InstantSource clock;
  private final Set<JobId> logging;

  /**
   * @param logging receives the jobs whose ranks log
   */
  RunCalls(InstantSource clock, Set<JobId> logging) {
    this.clock = clock;
    this.logging = logging;
  }

  void addTo(Routes routes) {
    routes
        .add("POST", "runs/create", this::create)
        .add("GET", "runs/get", this::get)
        .add("POST", "runs/update", this::update)
        .add("POST", "runs/delete", this::delete)
        .add("POST", "runs/restore", this::restore)
        .add("POST", "runs/search", this::search)
        .add("POST", "runs/log-metric", this::logMetric)
        .add("POST", "runs/log-parameter", this::logParameter)
        .add("POST", "runs/set-tag", this::setTag)
        .add("POST", "runs/delete-tag", this::deleteTag)
        .add("POST", "runs/log-batch", this::logBatch)
        .add("POST", "runs/log-model", this::logModel)
        .add("POST", "runs/log-inputs", this::logInputs)
        .add("POST", "runs/outputs", this::logOutputs)
        .add("POST", "experiments/search-datasets", this::searchDatasets);
  }

  private ObjectNode create(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    caller.attempt().ifPresent(attempt -> logging.add(attempt.id().job()));
    Experiment experiment =
        Experiments.get(sql, caller, request.given("experiment_id").orElse("0"), clock.millis());
    experiment.requireActive(caller);
    String id = UUID.randomUUID().toString().replace("-", "");
    List<TrackingRequest> tags = request.list("tags", BATCH_NOTES_MAX);
    Optional<String> tagged = Optional.empty();
    for (TrackingRequest tag : tags) {
      if (tag.text("key").equals(RUN_NAME)) {
        tagged = tag.given("value");
      }
    }
    Optional<String> named = request.given("run_name");
    if (named.isPresent() && tagged.isPresent() && !named.get().equals(tagged.get())) {
      throw TrackingRefusal.invalid(
          "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different"
              + " values (run_name='%s', mlflow.runName='%s')."
                  .formatted(named.get(), tagged.get()));
    }
    String name = named.orElse(tagged.orElse("run-" + id.substring(0, 8)));
    Runs.create(
        sql,
        new Run(
            id,
            experiment.id(),
            name,
            request.given("user_id").orElse(caller.user()),
            caller.job(),
            "RUNNING",
            Stage.ACTIVE,
            request.number("start_time").orElse(clock.millis()),
            OptionalLong.empty()));
    for (TrackingRequest tag : tags) {
      Runs.tag(sql, id, tag.text("key"), tag.optional("value").orElse(""));
    }
    // An empty name in a tag is no name.
    Runs.tag(sql, id, RUN_NAME, name);
    return withRun(sql, caller, find(sql, caller, id));
  }

  private ObjectNode get(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return withRun(sql, caller, find(sql, caller, request.runId()));
  }

  private Run find(TrackingSql sql, TrackingCaller caller, String id)
      throws SQLException, TrackingRefusal {
    caller.attempt().ifPresent(attempt -> logging.add(attempt.id().job()));
    return Runs.get(sql, caller, id, clock.millis());
  }

  /** Returns the request's run, which the caller may change. */
  private Run writable(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = find(sql, caller, request.runId());
    caller.requireOwn("Run", run.id(), run.job());
    return run;
  }

  /** Returns the request's run, to which something is logged. */
  private Run loggable(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = writable(sql, caller, request);
    run.requireActive();
    return run;
  }

  private static ObjectNode withRun(TrackingSql sql, TrackingCaller caller, Run run)
      throws SQLException {
    return object().set("run", Runs.json(sql, caller, run));
  }

  private ObjectNode update(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    OptionalLong ended = request.number("end_time");
    Optional<String> status = request.given("status");
    if (status.isPresent() || ended.isPresent()) {
      boolean runs = status.filter("RUNNING"::equals).isPresent();
      Runs.setStatus(
          sql,
          run.id(),
          status.orElse(run.status()),
          ended.isPresent() ? ended : runs ? OptionalLong.empty() : run.ended());
    }
    Optional<String> name = request.given("run_name");
    if (name.isPresent()) {
      Runs.tag(sql, run.id(), RUN_NAME, name.get());
    }
    return object()
        .set("run_info", Runs.json(sql, caller, find(sql, caller, run.id())).get("info"));
  }

  private ObjectNode delete(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    sql.update(
        "UPDATE runs SET stage = 'deleted', deleted = ? WHERE id = ?", clock.millis(), run.id());
    return object();
  }

  private ObjectNode restore(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = writable(sql, caller, request);
    sql.update("UPDATE runs SET stage = 'active', deleted = NULL WHERE id = ?", run.id());
    return object();
  }

  private ObjectNode search(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String text = request.optional("filter").orElse("");
    List<String> orders = request.texts("order_by");
    Condition filter = searched(() -> Runs.SUBJECT.filter(text));
    Condition order = searched(() -> Runs.SUBJECT.order(orders));
    long limit = request.number("max_results", 1, PAGE_MAX, PAGE_DEFAULT);
    long from = request.pageStart();
    Search search = new Search(filter, order, from, limit);
    Page<Run> page =
        search.page(
            Runs.search(
                sql,
                Experiments.visible(sql, caller, request.texts("experiment_ids"), clock.millis()),
                search,
                Stage.condition(request, "run_view_type")));
    ObjectNode json = object();
    json.set("runs", Runs.json(sql, caller, page.entries()));
    return page.addTokenTo(json);
  }

  private ObjectNode logMetric(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    Point point =
        new Point(
            request.text("key"),
            request.real("value"),
            request.number("timestamp").orElse(clock.millis()),
            request.number("step").orElse(0));
    RunMetrics.log(sql, run.id(), List.of(point));
    logToModel(sql, caller, run, point, request);
    return object();
  }

  /** A metric may also be one of a model's on a dataset. */
  private static void logToModel(
      TrackingSql sql, TrackingCaller caller, Run run, Point point, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Optional<String> model = request.given("model_id");
    if (model.isPresent()) {
      LoggedModels.logMetric(
          sql,
          LoggedModels.get(sql, caller, model.get()),
          run.id(),
          point,
          request.optional("dataset_name").orElse(""),
          request.optional("dataset_digest").orElse(""));
    }
  }

  private ObjectNode logParameter(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    Notes.parameter(sql, run.id(), request.text("key"), request.optional("value").orElse(""));
    return object();
  }

  private ObjectNode setTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    Runs.tag(sql, run.id(), request.text("key"), request.optional("value").orElse(""));
    return object();
  }

  private ObjectNode deleteTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    String key = request.text("key");
    if (!Notes.untag(sql, run.id(), key)) {
      throw TrackingRefusal.missing(
          "No tag with name: %s in run with id %s".formatted(key, run.id()));
    }
    return object();
  }

  private ObjectNode logBatch(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    List<TrackingRequest> metrics = request.list("metrics", BATCH_METRICS_MAX);
    List<TrackingRequest> params = request.list("params", BATCH_NOTES_MAX);
    List<TrackingRequest> tags = request.list("tags", BATCH_NOTES_MAX);
    List<Point> points = new ArrayList<>();
    for (TrackingRequest metric : metrics) {
      Point point =
          new Point(
              metric.text("key"),
              metric.real("value"),
              metric.number("timestamp").orElseThrow(() -> metric.missing("timestamp")),
              metric.number("step").orElse(0));
      points.add(point);
      logToModel(sql, caller, run, point, metric);
    }
    RunMetrics.log(sql, run.id(), points);
    for (TrackingRequest parameter : params) {
      Notes.parameter(sql, run.id(), parameter.text("key"), parameter.optional("value").orElse(""));
    }
    for (TrackingRequest tag : tags) {
      Runs.tag(sql, run.id(), tag.text("key"), tag.optional("value").orElse(""));
    }
    return object();
  }

  /** Adds a model's description to the run's tag of them, as older clients log models. */
  private ObjectNode logModel(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    ModelHistory.append(sql, run.id(), request.text("model_json"));
    return object();
  }

  private ObjectNode logInputs(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    for (TrackingRequest input : request.list("datasets", BATCH_METRICS_MAX)) {
      RunInputs.add(sql, run, input);
    }
    for (TrackingRequest model : request.list("models", BATCH_METRICS_MAX)) {
      RunInputs.addModel(
          sql, run, "input", LoggedModels.get(sql, caller, model.text("model_id")).id(), 0);
    }
    return object();
  }

  private ObjectNode logOutputs(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = loggable(sql, caller, request);
    for (TrackingRequest model : request.list("models", BATCH_METRICS_MAX)) {
      RunInputs.addModel(
          sql,
          run,
          "output",
          LoggedModels.get(sql, caller, model.text("model_id")).id(),
          model.number("step").orElse(0));
    }
    return object();
  }

  private ObjectNode searchDatasets(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    List<String> ids = request.texts("experiment_ids");
    if (ids.isEmpty()) {
      throw TrackingRefusal.invalid(
          "SearchDatasets request must specify at least one experiment_id.");
    }
    if (ids.size() > BATCH_NOTES_MAX) {
      throw TrackingRefusal.invalid(
          "SearchDatasets request cannot specify more than %d experiment_ids. Received %d."
              .formatted(BATCH_NOTES_MAX, ids.size()));
    }
    ObjectNode json = object();
    ArrayNode summaries = json.putArray("dataset_summaries");
    for (Experiment experiment : Experiments.visible(sql, caller, ids, clock.millis())) {
      sql.list(
              """
              SELECT DISTINCT d.name, d.digest, i.context
              FROM datasets d JOIN inputs i ON i.dataset = d.id
              WHERE d.experiment = ? ORDER BY d.name, d.digest, i.context LIMIT 1000
              """,
              row -> {
                ObjectNode summary =
                    object()
                        .put("experiment_id", experiment.idFor(caller))
                        .put("name", row.getString(1))
                        .put("digest", row.getString(2));
                return row.getString(3).isEmpty()
                    ? summary
                    : summary.put("context", row.getString(3));
              },
              experiment.id())
          .forEach(summaries::add);
    }
    return json;
  }
}
