package org.arkwright.api;

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
import org.arkwright.api.stream.LogTailBuffer;
import org.arkwright.api.view.DeploymentView;
import org.arkwright.api.view.ReasonView;
import org.arkwright.control.ControlPlane;
import org.arkwright.identity.Access;
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
import org.arkwright.protocol.RankLogs;
import org.arkwright.replica.Runtimes;
import org.arkwright.spec.DeploymentReader;
import org.arkwright.spec.Reading;

/** Deployments: make, look at, scale, remove. */
public final class DeploymentEndpoints implements EndpointGroup {
  private static final String ONE = "/api/v1/projects/{project}/deployments/{deployment}";
  private static final int LOG_LINES = 10;
  private static final String NAME_RULE =
      Names.RULE + ", at most " + DeploymentName.LENGTH_MAX + " in all";

  private final ControlPlane control;
  private final JobLookup lookup;
  private final Predicate<AttemptId> ready;
  private final Runtimes runtimes;
  private final RankLogs logs;
  private final Executor background;

  /**
   * @param ready whether an attempt of a replica gets requests
   * @param background where files are read
   */
  public DeploymentEndpoints(
      ControlPlane control,
      JobLookup lookup,
      Predicate<AttemptId> ready,
      Runtimes runtimes,
      RankLogs logs,
      Executor background) {
    this.control = control;
    this.lookup = lookup;
    this.ready = ready;
    this.runtimes = runtimes;
    this.logs = logs;
    this.background = background;
  }

  /** A deployment and its live replicas at one moment. */
  private record Standing(Deployment deployment, List<Job> replicas) {
    static Standing of(State state, Deployment deployment) {
      return new Standing(deployment, ReplicaJobs.live(state, deployment.name()));
    }
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/deployments", this::list),
        Endpoint.get(ONE, call -> named(call, this::show)),
        new Endpoint(
            HttpMethod.PUT,
            ONE,
            Access.ADMINISTRATOR,
            call -> named(call, name -> set(call, name))),
        new Endpoint(
            HttpMethod.DELETE,
            ONE,
            Access.ADMINISTRATOR,
            call -> named(call, name -> remove(call, name))),
        Endpoint.post(ONE + "/scale", call -> named(call, name -> scale(call, name))));
  }

  private CompletableFuture<HttpResponse> list(ApiRequest call) {
    Optional<ProjectName> project = call.project();
    if (!call.problems().isEmpty()) {
      return JobEndpoints.done(ProblemReply.of(call.problems()).response());
    }
    return control
        .read(state ->
            state.deployments().all().stream()
                .filter(one -> project.isEmpty() || project.get().equals(one.name().project()))
                .map(one -> Standing.of(state, one))
                .toList())
        .thenCompose(standings -> {
          List<CompletableFuture<ObjectNode>> views = new ArrayList<>();
          standings.forEach(standing -> views.add(view(standing)));
          return CompletableFuture.allOf(views.toArray(CompletableFuture[]::new))
              .thenApply(_ -> {
                ObjectNode json = JsonNodeFactory.instance.objectNode();
                ArrayNode array = json.putArray("deployments");
                views.forEach(view -> array.add(view.join()));
                return ApiReplies.ok(json);
              });
        });
  }

  /** Hands the handler the name in the path, when it can be one. */
  private static CompletableFuture<HttpResponse> named(
      ApiRequest call, Function<DeploymentName, CompletableFuture<HttpResponse>> to) {
    String project = call.path("project");
    String name = call.path("deployment");
    if (!Names.isValid(project)) {
      call.refuse("project", project, Names.RULE);
    }
    if (!Names.isValid(name) || name.length() > DeploymentName.LENGTH_MAX) {
      call.refuse("deployment", name, NAME_RULE);
    }
    return call.problems().isEmpty()
        ? to.apply(new DeploymentName(new ProjectName(project), name))
        : JobEndpoints.done(ProblemReply.of(call.problems()).response());
  }

  private CompletableFuture<HttpResponse> show(DeploymentName name) {
    return control
        .read(state -> state.deployments().find(name).map(one -> Standing.of(state, one)))
        .thenCompose(standing ->
            standing.isEmpty()
                ? JobEndpoints.done(ProblemReply.notFound("deployment", name.name()).response())
                : view(standing.get()).thenApply(ApiReplies::ok));
  }

  private CompletableFuture<HttpResponse> set(ApiRequest call, DeploymentName name) {
    return CompletableFuture.supplyAsync(
            () ->
                DeploymentReader.read(
                    name, call.body(), ref -> runtimes.serving(name.project(), ref)),
            background)
        .thenCompose(reading ->
            switch (reading) {
              case Reading.Rejected<DeploymentSpec>(var problems) ->
                  JobEndpoints.done(ProblemReply.of(problems).response());
              case Reading.Read<DeploymentSpec>(DeploymentSpec spec) ->
                  CommandReplies.submit(
                      call,
                      control,
                      new DeploymentCommand.SetDeployment(spec, SubmitEndpoint.CALLER),
                      () -> show(name));
            });
  }

  private CompletableFuture<HttpResponse> scale(ApiRequest call, DeploymentName name) {
    return switch (DeploymentReader.readScale(call.body())) {
      case Reading.Rejected<Replicas>(var problems) ->
          JobEndpoints.done(ProblemReply.of(problems).response());
      case Reading.Read<Replicas>(Replicas replicas) ->
          CommandReplies.submit(
              call,
              control,
              new DeploymentCommand.ScaleDeployment(name, replicas, SubmitEndpoint.CALLER),
              () -> show(name));
    };
  }

  private CompletableFuture<HttpResponse> remove(ApiRequest call, DeploymentName name) {
    return CommandReplies.submit(
        call,
        control,
        new DeploymentCommand.RemoveDeployment(name, SubmitEndpoint.CALLER),
        () ->
            JobEndpoints.done(
                ApiReplies.ok(
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("name", name.name())
                        .put("project", name.project().value()))));
  }

  private CompletableFuture<ObjectNode> view(Standing standing) {
    List<CompletableFuture<DeploymentView.Replica>> replicas = new ArrayList<>();
    standing.replicas.forEach(job -> replicas.add(replica(job)));
    return CompletableFuture.allOf(replicas.toArray(CompletableFuture[]::new))
        .thenApply(_ ->
            DeploymentView.of(
                standing.deployment, replicas.stream().map(CompletableFuture::join).toList()));
  }

  private CompletableFuture<DeploymentView.Replica> replica(Job job) {
    boolean serves =
        job.state() instanceof JobState.Running(var attempt, _) && ready.test(attempt.id());
    return lookup
        .reason(JobRecord.of(job))
        .thenApplyAsync(reason -> facts(job, serves, reason), background);
  }

  private DeploymentView.Replica facts(Job job, boolean serves, Optional<ReasonView> reason) {
    boolean troubled = !serves && job.failures() > 0;
    // The attempt that failed last: the one under way may have said nothing yet.
    int failed = job.state().liveAttempt().isPresent() ? job.attempts() - 1 : job.attempts();
    List<String> log =
        troubled && failed > 0
            ? LogTailBuffer.lines(logs.file(new AttemptId(job.id(), failed), 0), LOG_LINES)
            : List.of();
    return new DeploymentView.Replica(job, serves, reason, log);
  }
}
