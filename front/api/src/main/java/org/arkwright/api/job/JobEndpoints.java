package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.node.UnservedHosts;
import org.arkwright.api.view.FleetView;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.identity.Permission;
import org.arkwright.model.Command;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.projection.JobQuery;
import org.arkwright.projection.JobRecord;
import org.arkwright.spec.Durations;

/** The endpoints of jobs: list, show, cancel, explain, wait. */
public final class JobEndpoints implements EndpointGroup {
  private static final long WAIT_SECONDS_DEFAULT = 30;
  private static final long WAIT_SECONDS_MAX = 600;

  /** The members of a job that explain why it waits, or what it does. */
  private static final List<String> TOLD =
      List.of("id", "name", "state", "reason", "cause", "previousCause");

  /** Those that explain how it ended. */
  private static final List<String> TOLD_OF_ENDED =
      List.of(
          "id",
          "name",
          "state",
          "cause",
          "submittedAt",
          "startedAt",
          "finishedAt",
          "attempts",
          "failures",
          "losses",
          "exitCode",
          "nodes");

  private final ControlPlane control;
  private final JobLookup lookup;
  private final PipelineLookup pipelines;
  private final JobEndings endings;
  private final UnservedHosts unserved;

  /**
   * @param pipelines whose steps are explained before they are jobs
   * @param unserved the hosts that have joined and are not served
   */
  public JobEndpoints(
      ControlPlane control,
      JobLookup lookup,
      PipelineLookup pipelines,
      JobEndings endings,
      UnservedHosts unserved) {
    this.pipelines = pipelines;
    this.control = control;
    this.lookup = lookup;
    this.endings = endings;
    this.unserved = unserved;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/jobs", Permission.JOB_READ, this::list)
            .taking("state", "project", "name", "label", "limit", "page")
            .repeating("label")
            .alsoThen(),
        Endpoint.get("/api/v1/jobs/{job}", Permission.JOB_READ, this::show)
            .taking("project")
            .alsoThen(),
        new Endpoint(HttpMethod.DELETE, "/api/v1/jobs/{job}", Permission.JOB_MANAGE, this::cancel)
            .taking("project"),
        Endpoint.post("/api/v1/jobs/{job}/cancel", Permission.JOB_MANAGE, this::cancel)
            .taking("project"),
        Endpoint.get("/api/v1/jobs/{job}/explain", Permission.JOB_READ, this::explain)
            .taking("project")
            .alsoThen(),
        Endpoint.get("/api/v1/jobs/{job}/wait", Permission.JOB_READ, this::await)
            .taking("project", "timeout"));
  }

  private CompletableFuture<HttpResponse> list(ApiRequest request) {
    JobQuery query = JobQueryReader.read(request);
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return lookup.seeing(request.past()).page(query).thenApply(ApiReplies::ok);
  }

  private CompletableFuture<HttpResponse> show(ApiRequest request) {
    JobLookup then = lookup.seeing(request.past());
    return withJob(request, then, jobRecord -> then.full(jobRecord).thenApply(ApiReplies::ok));
  }

  private CompletableFuture<HttpResponse> explain(ApiRequest request) {
    // A step that waits has the name of its job to come; an earlier run's job may have had it.
    return pipelines
        .waitingStep(
            request.source(control.reader()),
            request.path("job"),
            request.project().orElse(ProjectName.DEFAULT))
        .thenCompose(step ->
            step.map(why -> ApiReplies.done(ApiReplies.ok(why)))
                .orElseGet(() -> explainJob(request)));
  }

  private CompletableFuture<HttpResponse> explainJob(ApiRequest request) {
    JobLookup then = lookup.seeing(request.past());
    return withJob(
        request,
        then,
        jobRecord ->
            then.told(jobRecord)
                .thenCompose(view ->
                    request
                        .source(control.reader())
                        .read(state -> {
                          JobId id = jobRecord.job().id();
                          view.retain(jobRecord.job().state().isFinal() ? TOLD_OF_ENDED : TOLD);
                          ArrayNode cordons = FleetView.cordons(state, id);
                          if (!cordons.isEmpty()) {
                            view.set("cordons", cordons);
                          }
                          if (request.past().isEmpty()) { // How a server was started is not kept.
                            unserved
                                .problemOf(state, id)
                                .ifPresent(problem -> view.put("hostsNotServed", problem));
                          }
                          return ApiReplies.ok(view);
                        })));
  }

  private CompletableFuture<HttpResponse> cancel(ApiRequest request) {
    return withJob(
        request,
        lookup,
        jobRecord ->
            jobRecord.job().state().isFinal()
                ? lookup.full(jobRecord).thenApply(ApiReplies::ok)
                : control
                    .submit(request.asking(new Command.CancelJob(jobRecord.job().id())))
                    .thenCompose(answer -> cancelled(answer, jobRecord)));
  }

  private CompletableFuture<HttpResponse> cancelled(Answer answer, JobRecord before) {
    return switch (answer) {
      case Answer.Refused(var refusal) -> ApiReplies.done(ProblemReply.of(refusal).response());
      case Answer.Done(_, Optional<Job> job) when job.isPresent() ->
          lookup.full(JobRecord.of(job.get())).thenApply(ApiReplies::ok);
      case Answer.Done _, Answer.Repeated _, Answer.PipelineRepeated _ -> again(before.job().id());
    };
  }

  private CompletableFuture<HttpResponse> again(JobId id) {
    return lookup
        .find(id.toString(), ProjectName.DEFAULT)
        .thenCompose(found ->
            found.isEmpty()
                ? ApiReplies.done(ProblemReply.notFound("job", id.toString()).response())
                : lookup.full(found.get()).thenApply(ApiReplies::ok));
  }

  private CompletableFuture<HttpResponse> await(ApiRequest request) {
    long seconds =
        request
            .query(
                "timeout",
                Durations.SYNTAX + ", at most 10m",
                text ->
                    Durations.parse(text)
                        .map(duration -> duration.toSeconds())
                        .filter(value -> value <= WAIT_SECONDS_MAX))
            .orElse(WAIT_SECONDS_DEFAULT);
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    request.context().clearRequestTimeout();
    return withJob(request, lookup, jobRecord -> awaitEnd(jobRecord.job().id(), seconds));
  }

  private CompletableFuture<HttpResponse> awaitEnd(JobId id, long seconds) {
    CompletableFuture<Void> ended = endings.of(id);
    // The job may have ended just before the call above.
    return lookup
        .find(id.toString(), ProjectName.DEFAULT)
        .thenCompose(found -> {
          if (found.map(jobRecord -> jobRecord.job().state().isFinal()).orElse(true)) {
            endings.forget(id);
          }
          return ended.completeOnTimeout(null, seconds, TimeUnit.SECONDS);
        })
        .thenCompose(_ -> again(id));
  }

  /** Calls the handler with the job that the request names, or responds that there is none. */
  static CompletableFuture<HttpResponse> withJob(
      ApiRequest request,
      JobLookup lookup,
      Function<JobRecord, CompletableFuture<HttpResponse>> handler) {
    Optional<ProjectName> project = request.project();
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    String job = request.path("job");
    return lookup
        .find(job, project.orElse(ProjectName.DEFAULT))
        .thenCompose(found -> found.map(handler).orElseGet(() -> missing(lookup, job)));
  }

  /** Responds that there is no such job, naming jobs of that name in other projects. */
  static CompletableFuture<HttpResponse> missing(JobLookup lookup, String job) {
    return lookup
        .namesakes(job)
        .thenApply(namesakes ->
            ProblemReply.notFound(
                    "job",
                    job,
                    namesakes.isEmpty()
                        ? ""
                        : "Did you mean " + String.join(" or ", namesakes) + "?")
                .response());
  }
}
