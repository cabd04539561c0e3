package org.arkwright.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.arkwright.model.id.JobId;
import org.arkwright.tracking.RunMetrics.Point;
import org.arkwright.tracking.Runs.Run;

/**
 * The part of MLflow's REST API 2.0 with which its clients log runs
 * (mlflow.org/docs/latest/rest-api.html). Any thread; responses come once the changes are on disk.
 */
public final class TrackingService {
  private static final int BATCH_METRICS_MAX = 1000;
  private static final int BATCH_NOTES_MAX = 100;
  private static final int PAGE_MAX = 50_000;

  private final TrackingStore store;
  private final InstantSource clock;
  private final Set<JobId> logging = new ConcurrentSkipListSet<>();
  private final Map<String, Operation> gets = new LinkedHashMap<>();
  private final Map<String, Operation> posts = new LinkedHashMap<>();

  /** Executes one request as a unit of work of the store. */
  @FunctionalInterface
  private interface Operation {
    ObjectNode answer(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
        throws SQLException, TrackingRefusal;
  }

  /** Creates the service and reads which runs are still running. Blocks. */
  public TrackingService(TrackingStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    store
        .submit(sql ->
            sql.list(
                "SELECT DISTINCT job FROM runs WHERE status = 'RUNNING'", row -> row.getString(1)))
        .join()
        .forEach(job -> JobId.parse(job).ifPresent(logging::add));
    posts.put("experiments/create", this::createExperiment);
    gets.put("experiments/get", TrackingService::experiment);
    gets.put("experiments/get-by-name", TrackingService::experimentByName);
    gets.put("experiments/search", TrackingService::searchExperiments);
    posts.put("experiments/search", TrackingService::searchExperiments);
    posts.put("runs/create", this::createRun);
    gets.put("runs/get", this::run);
    posts.put("runs/update", this::updateRun);
    posts.put("runs/delete", (sql, caller, request) -> stage(sql, caller, request, "deleted"));
    posts.put("runs/restore", (sql, caller, request) -> stage(sql, caller, request, "active"));
    posts.put("runs/search", TrackingService::searchRuns);
    posts.put("runs/log-metric", this::logMetric);
    posts.put("runs/log-parameter", this::logParameter);
    posts.put("runs/set-tag", this::setTag);
    posts.put("runs/log-batch", this::logBatch);
    gets.put("metrics/get-history", this::history);
  }

  /** The paths of GET requests, below the API's root. */
  public List<String> gets() {
    return List.copyOf(gets.keySet());
  }

  /** The paths of POST requests, below the API's root. */
  public List<String> posts() {
    return List.copyOf(posts.keySet());
  }

  /** Executes a GET request; the future may fail with a {@link TrackingRefusal}. */
  public CompletableFuture<ObjectNode> get(String path, TrackingCaller caller, JsonNode query) {
    return answer(gets, path, caller, query);
  }

  /** Executes a POST request; the future may fail with a {@link TrackingRefusal}. */
  public CompletableFuture<ObjectNode> post(String path, TrackingCaller caller, JsonNode body) {
    return answer(posts, path, caller, body);
  }

  private CompletableFuture<ObjectNode> answer(
      Map<String, Operation> operations, String path, TrackingCaller caller, JsonNode body) {
    Operation operation = operations.get(path);
    if (operation == null) {
      throw new IllegalArgumentException("no such path: " + path);
    }
    return store.submit(sql -> operation.answer(sql, caller, new TrackingRequest(body)));
  }

  /** The jobs with runs that may still be running. */
  Set<JobId> logging() {
    return logging;
  }

  /** Ends the running runs of a job, whose ranks can no longer report it. */
  CompletableFuture<Integer> jobEnded(JobId job, String status) {
    logging.remove(job);
    return store.submit(sql ->
        sql.update(
            "UPDATE runs SET status = ?, ended = ? WHERE job = ? AND status = 'RUNNING'",
            status,
            clock.millis(),
            job.toString()));
  }

  private ObjectNode createExperiment(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    long id = Experiments.create(sql, caller.project(), request.text("name"), clock.millis());
    return object().put("experiment_id", Long.toString(id));
  }

  private static ObjectNode experiment(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return object()
        .set("experiment", Experiments.get(sql, caller, request.text("experiment_id")).json());
  }

  private static ObjectNode experimentByName(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String name = request.text("experiment_name");
    return object()
        .set(
            "experiment",
            Experiments.named(sql, caller.project(), name)
                .orElseThrow(() -> TrackingRefusal.missing("experiment", name))
                .json());
  }

  private static ObjectNode searchExperiments(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    ObjectNode json = object();
    ArrayNode found = json.putArray("experiments");
    Experiments.search(sql, caller, request.optional("filter").orElse(""))
        .forEach(experiment -> found.add(experiment.json()));
    return json;
  }

  private ObjectNode createRun(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    var experiment = Experiments.get(sql, caller, request.text("experiment_id"));
    String id = UUID.randomUUID().toString().replace("-", "");
    String user =
        request
            .optional("user_id")
            .filter(name -> !name.isEmpty())
            .orElse(caller.attempt().map(TrackingCaller.RankOf::user).orElse("admin"));
    Runs.create(
        sql,
        id,
        experiment.id(),
        request
            .optional("run_name")
            .filter(name -> !name.isEmpty())
            .orElse("run-" + id.substring(0, 8)),
        user,
        caller.attempt().map(attempt -> attempt.id().job().toString()).orElse(""),
        request.number("start_time").orElse(clock.millis()));
    for (TrackingRequest tag : request.list("tags", BATCH_NOTES_MAX)) {
      Runs.tag(sql, id, tag.text("key"), tag.optional("value").orElse(""));
    }
    return withRun(sql, find(sql, caller, id));
  }

  private ObjectNode run(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    return withRun(sql, find(sql, caller, request.runId()));
  }

  private Run find(TrackingSql sql, TrackingCaller caller, String id)
      throws SQLException, TrackingRefusal {
    caller.attempt().ifPresent(attempt -> logging.add(attempt.id().job()));
    return Runs.get(sql, caller, id, clock.millis());
  }

  private static ObjectNode withRun(TrackingSql sql, Run run) throws SQLException {
    return object().set("run", Runs.json(sql, run));
  }

  private ObjectNode updateRun(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = find(sql, caller, request.runId());
    OptionalLong ended = request.number("end_time");
    String status = request.optional("status").filter(text -> !text.isEmpty()).orElse(run.status());
    Runs.setStatus(sql, run.id(), status, ended.isPresent() ? ended : run.ended());
    var name = request.optional("run_name").filter(text -> !text.isEmpty());
    if (name.isPresent()) {
      Runs.tag(sql, run.id(), "mlflow.runName", name.get());
    }
    return object().set("run_info", find(sql, caller, run.id()).info());
  }

  private ObjectNode stage(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request, String stage)
      throws SQLException, TrackingRefusal {
    Run run = find(sql, caller, request.runId());
    sql.update("UPDATE runs SET stage = ? WHERE id = ?", stage, run.id());
    return object();
  }

  private static ObjectNode searchRuns(
      TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    RunFilter filter = RunFilter.parse(request.optional("filter").orElse(""));
    String viewType = request.optional("run_view_type").orElse("ACTIVE_ONLY");
    List<ObjectNode> found = new ArrayList<>();
    for (String id : request.texts("experiment_ids")) {
      long experiment = Experiments.get(sql, caller, id).id();
      for (Run run :
          sql.list(
              "SELECT * FROM runs WHERE experiment = ? ORDER BY started DESC, id",
              Run::of,
              experiment)) {
        boolean inView =
            viewType.equals("ALL")
                || run.stage().equals("deleted") == viewType.equals("DELETED_ONLY");
        ObjectNode json = Runs.json(sql, run);
        if (inView && filter.accepts(json)) {
          found.add(json);
        }
      }
    }
    List<String> orders = request.texts("order_by");
    Collections.reverse(orders);
    for (String order : orders) {
      Comparator<JsonNode> comparator = RunFilter.order(order);
      found.sort(comparator);
    }
    int from = (int) Math.min(found.size(), request.number("page_token").orElse(0));
    int to = (int) Math.min(found.size(), from + request.number("max_results").orElse(1000));
    ObjectNode json = object();
    json.putArray("runs").addAll(found.subList(from, Math.max(from, to)));
    if (to < found.size()) {
      json.put("next_page_token", Integer.toString(to));
    }
    return json;
  }

  private ObjectNode logMetric(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    RunMetrics.log(sql, find(sql, caller, request.runId()).id(), point(request));
    return object();
  }

  private Point point(TrackingRequest request) throws TrackingRefusal {
    return new Point(
        request.text("key"),
        request.real("value"),
        request.number("timestamp").orElse(clock.millis()),
        request.number("step").orElse(0));
  }

  private ObjectNode logParameter(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = find(sql, caller, request.runId());
    Runs.parameter(sql, run.id(), request.text("key"), request.optional("value").orElse(""));
    return object();
  }

  private ObjectNode setTag(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = find(sql, caller, request.runId());
    Runs.tag(sql, run.id(), request.text("key"), request.optional("value").orElse(""));
    return object();
  }

  private ObjectNode logBatch(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    String run = find(sql, caller, request.runId()).id();
    for (TrackingRequest metric : request.list("metrics", BATCH_METRICS_MAX)) {
      RunMetrics.log(sql, run, point(metric));
    }
    for (TrackingRequest parameter : request.list("params", BATCH_NOTES_MAX)) {
      Runs.parameter(sql, run, parameter.text("key"), parameter.optional("value").orElse(""));
    }
    for (TrackingRequest tag : request.list("tags", BATCH_NOTES_MAX)) {
      Runs.tag(sql, run, tag.text("key"), tag.optional("value").orElse(""));
    }
    return object();
  }

  private ObjectNode history(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
      throws SQLException, TrackingRefusal {
    Run run = find(sql, caller, request.runId());
    return RunMetrics.history(
        sql,
        run.id(),
        request.text("metric_key"),
        request.number("page_token").orElse(0),
        Math.clamp(request.number("max_results").orElse(PAGE_MAX), 1, PAGE_MAX));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
