package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.CommandReplies;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.early.ServingCheck;
import org.arkwright.api.stream.LogTailBuffer;
import org.arkwright.api.view.DeploymentView;
import org.arkwright.api.view.FailureHint;
import org.arkwright.api.view.ReasonView;
import org.arkwright.control.ControlPlane;
import org.arkwright.identity.Permission;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.kernel.state.State;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.projection.JobRecord;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.replica.Runtimes;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.DeploymentReader;
import org.arkwright.spec.job.SecretSealer;

/** The endpoints of deployments: create, show, scale, remove. */
public final class DeploymentEndpoints implements EndpointGroup {
  private static final String ONE = "/api/v1/projects/{project}/deployments/{deployment}";
  private static final int LOG_LINES = 10;
  private static final String NAME_RULE =
      Names.RULE + ", at most " + DeploymentName.LENGTH_MAX + " in total";

  private final ControlPlane control;
  private final JobLookup lookup;
  private final Predicate<AttemptId> ready;
  private final Function<AttemptId, Optional<String>> probed;
  private final Runtimes runtimes;
  private final ServingCheck servingCheck;
  private final RankLogs logs;
  private final SnapshotEndpoints snapshots;
  private final SecretSealer sealer;
  private final Executor background;

  /**
   * @param ready whether a replica's attempt receives requests
   * @param probed what its last probe found wrong
   * @param background runs the reading of files
   */
  public DeploymentEndpoints(
      ControlPlane control,
      JobLookup lookup,
      Predicate<AttemptId> ready,
      Function<AttemptId, Optional<String>> probed,
      Runtimes runtimes,
      ServingCheck servingCheck,
      RankLogs logs,
      SnapshotEndpoints snapshots,
      SecretSealer sealer,
      Executor background) {
    this.sealer = sealer;
    this.snapshots = snapshots;
    this.control = control;
    this.lookup = lookup;
    this.ready = ready;
    this.probed = probed;
    this.runtimes = runtimes;
    this.servingCheck = servingCheck;
    this.logs = logs;
    this.background = background;
  }

  /** A deployment and its live replicas at one point in time. */
  private record Snapshot(Deployment deployment, List<Job> replicas) {
    static Snapshot of(State state, Deployment deployment) {
      return new Snapshot(deployment, ReplicaJobs.live(state, deployment.name()));
    }
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/deployments", Permission.DEPLOYMENT_READ, this::list)
            .taking("project"),
        Endpoint.get(
            ONE,
            Permission.DEPLOYMENT_READ,
            request -> named(request, name -> show(request, name))),
        new Endpoint(
            HttpMethod.PUT,
            ONE,
            Permission.DEPLOYMENT_MANAGE,
            request -> named(request, name -> set(request, name))),
        new Endpoint(
            HttpMethod.DELETE,
            ONE,
            Permission.DEPLOYMENT_MANAGE,
            request -> named(request, name -> remove(request, name))),
        Endpoint.post(
            ONE + "/scale",
            Permission.DEPLOYMENT_MANAGE,
            request -> named(request, name -> scale(request, name))));
  }

  private CompletableFuture<HttpResponse> list(ApiRequest request) {
    Optional<ProjectName> project = request.project();
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return control
        .reader()
        .read(state ->
            state.deployments().all().stream()
                .filter(one -> project.isEmpty() || project.get().equals(one.name().project()))
                .map(one -> Snapshot.of(state, one))
                .toList())
        .thenCompose(snapshots -> {
          List<CompletableFuture<ObjectNode>> views = new ArrayList<>();
          snapshots.forEach(snapshot -> views.add(view(snapshot, request.names())));
          return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
              .thenApply(_ -> {
                ObjectNode json = JsonNodeFactory.instance.objectNode();
                ArrayNode array = json.putArray("deployments");
                views.forEach(view -> array.add(view.join()));
                return ApiReplies.ok(json);
              });
        });
  }

  /** Calls the handler with the path's deployment name, or responds that it is invalid. */
  private static CompletableFuture<HttpResponse> named(
      ApiRequest request, Function<DeploymentName, CompletableFuture<HttpResponse>> handler) {
    String project = request.path("project");
    String name = request.path("deployment");
    if (!Names.isValid(project)) {
      request.refuse("project", project, Names.RULE);
    }
    if (!Names.isValid(name) || name.length() > DeploymentName.LENGTH_MAX) {
      request.refuse("deployment", name, NAME_RULE);
    }
    return request.problems().isEmpty()
        ? handler.apply(new DeploymentName(new ProjectName(project), name))
        : ApiReplies.done(ProblemReply.of(request.problems()).response());
  }

  private CompletableFuture<HttpResponse> show(ApiRequest request, DeploymentName name) {
    return control
        .reader()
        .read(state -> state.deployments().find(name).map(one -> Snapshot.of(state, one)))
        .thenCompose(snapshot ->
            snapshot.isEmpty()
                ? ApiReplies.done(ProblemReply.notFound("deployment", name.name()).response())
                : view(snapshot.get(), request.names()).thenApply(ApiReplies::ok));
  }

  private CompletableFuture<HttpResponse> set(ApiRequest request, DeploymentName name) {
    return CompletableFuture.supplyAsync(
            () ->
                servable(
                    DeploymentReader.read(
                        name,
                        request.body(),
                        ref -> runtimes.serving(name.project(), ref),
                        sealer)),
            background)
        .thenCompose(reading ->
            switch (reading) {
              case Reading.Rejected<DeploymentSpec>(var problems) ->
                  ApiReplies.done(ProblemReply.of(problems).response());
              case Reading.Read<DeploymentSpec>(DeploymentSpec spec) ->
                  snapshots
                      .refusal(spec.template().snapshot())
                      .thenCompose(refusal ->
                          refusal
                              .map(ApiReplies::done)
                              .orElseGet(() ->
                                  CommandReplies.submit(
                                      request,
                                      control,
                                      new DeploymentCommand.SetDeployment(spec),
                                      () -> show(request, name))));
            });
  }

  /** Rejects what was read if no replica of it could start. */
  private Reading<DeploymentSpec> servable(Reading<DeploymentSpec> reading) {
    return reading instanceof Reading.Read<DeploymentSpec>(DeploymentSpec spec)
        ? servingCheck
            .problem(spec)
            .<Reading<DeploymentSpec>>map(problem -> new Reading.Rejected<>(List.of(problem)))
            .orElse(reading)
        : reading;
  }

  private CompletableFuture<HttpResponse> scale(ApiRequest request, DeploymentName name) {
    return switch (DeploymentReader.readScale(request.body())) {
      case Reading.Rejected<Replicas>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<Replicas>(Replicas replicas) ->
          CommandReplies.submit(
              request,
              control,
              new DeploymentCommand.ScaleDeployment(name, replicas),
              () -> show(request, name));
    };
  }

  private CompletableFuture<HttpResponse> remove(ApiRequest request, DeploymentName name) {
    return CommandReplies.submit(
        request,
        control,
        new DeploymentCommand.RemoveDeployment(name),
        () ->
            ApiReplies.done(
                ApiReplies.ok(
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("name", name.name())
                        .put("project", name.project().value()))));
  }

  private CompletableFuture<ObjectNode> view(Snapshot snapshot, PrincipalNames names) {
    List<CompletableFuture<DeploymentView.Replica>> replicas = new ArrayList<>();
    snapshot.replicas.forEach(job -> replicas.add(replica(job)));
    return CompletableFuture.allOf(replicas.toArray(CompletableFuture[]::new))
        .thenApply(_ ->
            DeploymentView.of(
                snapshot.deployment,
                replicas.stream().map(CompletableFuture::join).toList(),
                names));
  }

  private CompletableFuture<DeploymentView.Replica> replica(Job job) {
    boolean ready =
        job.state() instanceof JobState.Running(var attempt, _) && this.ready.test(attempt.id());
    return lookup
        .reason(JobRecord.of(job))
        .thenApplyAsync(reason -> view(job, ready, reason), background);
  }

  private DeploymentView.Replica view(Job job, boolean ready, Optional<ReasonView> reason) {
    boolean failing = !ready && job.failures() > 0;
    // The last attempt that failed: the current one may not have written anything yet.
    int failedAttempt = job.state().liveAttempt().isPresent() ? job.attempts() - 1 : job.attempts();
    AttemptId failed = new AttemptId(job.id(), Math.max(1, failedAttempt));
    List<String> log =
        failing && failedAttempt > 0
            ? LogTailBuffer.lines(logs.file(failed, 0), FailureHint.LINES)
            : List.of();
    Optional<String> probe =
        !ready && job.state() instanceof JobState.Running(var attempt, _)
            ? probed.apply(attempt.id())
            : Optional.empty();
    return new DeploymentView.Replica(
        job,
        ready,
        reason,
        probe,
        log.subList(Math.max(0, log.size() - LOG_LINES), log.size()),
        FailureHint.of(job, failed, log));
  }
}
