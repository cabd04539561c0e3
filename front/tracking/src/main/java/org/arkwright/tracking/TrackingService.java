package org.arkwright.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.arkwright.model.id.JobId;
import org.arkwright.tracking.request.TrackingCall;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.store.TrackingStore;

/**
 * The part of MLflow's REST API with which its clients log runs and models
 * (mlflow.org/docs/latest/rest-api.html). Any thread; responses come once the changes are on disk.
 */
public final class TrackingService {
  private final TrackingStore store;
  private final ModelArtifacts artifacts;
  private final ModelRegistry registry;
  private final InstantSource clock;
  private final Set<JobId> logging = new ConcurrentSkipListSet<>();
  private final Routes routes = new Routes();

  /**
   * Creates the service and reads which runs are still running. Blocks.
   *
   * @param artifacts the model artifacts, asked from the first call on
   */
  public TrackingService(TrackingStore store, ModelArtifacts artifacts, InstantSource clock) {
    this.store = store;
    this.artifacts = artifacts;
    this.clock = clock;
    ModelVersionCalls versions = new ModelVersionCalls(clock);
    this.registry = new ModelRegistry(store, artifacts, versions, clock);
    store
        .submit(sql ->
            sql.list(
                "SELECT DISTINCT job FROM runs WHERE status = 'RUNNING'", row -> row.getString(1)))
        .join()
        .forEach(job -> JobId.parse(job).ifPresent(logging::add));
    new ExperimentCalls(clock).addTo(routes);
    new RunCalls(clock, logging).addTo(routes);
    new MetricCalls(clock).addTo(routes);
    new LoggedModelCalls(clock).addTo(routes);
    new RegisteredModelCalls(clock).addTo(routes);
    versions.addTo(routes);
    new ArtifactListCalls(clock).addTo(routes);
    new EvaluationCalls(clock).addTo(routes);
    new ScorerCalls(clock).addTo(routes);
    new WorkspaceCalls().addTo(routes);
  }

  /** The calls that are served. */
  public Set<TrackingCall> calls() {
    return routes.calls();
  }

  /** The HTTP status of the call's answer; with 204 it has no content. */
  public int status(TrackingCall call) {
    return routes.status(call);
  }

  /**
   * Executes a call; the future may fail with a {@link TrackingRefusal}.
   *
   * @param members the members of the body or of the query, and of the path
   */
  public CompletableFuture<ObjectNode> execute(
      TrackingCall call, TrackingCaller caller, JsonNode members) {
    Routes.Operation operation = routes.operation(call);
    TrackingRequest request = new TrackingRequest(members);
    return ModelRegistry.concerns(call)
        ? registry.execute(call, operation, caller, request)
        : store.submit(sql -> operation.answer(sql, caller, request));
  }

  /** The files of runs and models. */
  public TrackingFiles files() {
    return new TrackingFiles(store, artifacts, clock);
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
}
