package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.early.TrainingCheck;
import org.arkwright.api.view.JobView;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.JobIds;
import org.arkwright.identity.Permission;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.model.Command;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.projection.JobRecord;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecWriter;
import org.arkwright.spec.job.JobSpecReader;
import org.arkwright.spec.job.SecretSealer;

/** The endpoint that submits jobs. Responds once the job is durable. */
public final class SubmitEndpoint implements EndpointGroup {
  private static final int NAME_SUFFIX = 6;
  private static final int CONTEXT_MAX = 1 << 20;
  private static final List<String> SPEC_TYPES =
      List.of(
          "application/json", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");

  private final ControlPlane control;
  private final JobLookup lookup;
  private final JobIds ids;
  private final SnapshotEndpoints snapshots;
  private final SecretSealer sealer;
  private final TrainingCheck trainingCheck;
  private final Executor background;

  /**
   * @param sealer seals the values of secret variables before anything else sees them
   * @param background runs the reading of files
   */
  public SubmitEndpoint(
      ControlPlane control,
      JobLookup lookup,
      JobIds ids,
      SnapshotEndpoints snapshots,
      SecretSealer sealer,
      TrainingCheck trainingCheck,
      Executor background) {
    this.trainingCheck = trainingCheck;
    this.background = background;
    this.sealer = sealer;
    this.snapshots = snapshots;
    this.control = control;
    this.lookup = lookup;
    this.ids = ids;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/jobs", Permission.JOB_SUBMIT, this::submit)
            .taking("reuse", "snapshot", "training"),
        Endpoint.post("/api/v1/jobs/check", Permission.JOB_SUBMIT, this::check));
  }

  /** Says whether a spec would be taken, as far as it can be told from the spec alone. */
  private CompletableFuture<HttpResponse> check(ApiRequest request) {
    return switch (JobSpecReader.read(request.body(), "job", sealer)) {
      case Reading.Rejected<JobSpec>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<JobSpec>(JobSpec spec) ->
          snapshots
              .refusal(spec.execution().snapshot())
              .thenApply(refusal -> refusal.orElseGet(() -> ApiReplies.ok(SpecWriter.job(spec))));
    };
  }

  private CompletableFuture<HttpResponse> submit(ApiRequest request) {
    if (!isSpec(request)) {
      return ApiReplies.done(unsupported(request).response());
    }
    JobId id = ids.next();
    String text = id.toString();
    String defaultName = "job-" + text.substring(text.length() - NAME_SUFFIX);
    return switch (JobSpecReader.read(request.body(), defaultName, sealer)) {
      case Reading.Rejected<JobSpec>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<JobSpec>(JobSpec read) -> {
        JobSpec spec = snapshot(request).map(read::withSnapshot).orElse(read);
        boolean reuse = request.flag("reuse");
        OptionalInt context = trainingContext(request);
        if (!request.problems().isEmpty()) {
          yield ApiReplies.done(ProblemReply.of(request.problems()).response());
        }
        yield (reuse
                ? control.reader().read(state -> CachedOutputs.of(state, spec))
                : CompletableFuture.completedFuture(Optional.<ObjectNode>empty()))
            .thenCompose(cachedOutputs ->
                cachedOutputs.isPresent()
                    ? ApiReplies.done(ApiReplies.ok(cachedOutputs.get()))
                    : take(request, new Command.SubmitJob(id, spec), context));
      }
    };
  }

  /** Returns the files that the job's folder begins with where its spec does not say. */
  private static Optional<Digest> snapshot(ApiRequest request) {
    return request.query("snapshot", "the SHA-256 of a snapshot that was sent", Digest::parse);
  }

  /**
   * Returns the length of a training sequence if the job is one of the built-in trainer, whose
   * inputs are looked at before it is taken; empty for other jobs.
   */
  private static OptionalInt trainingContext(ApiRequest request) {
    return request
        .query(
            "training",
            "the trainer's context, from 1 to " + CONTEXT_MAX,
            text ->
                text.matches("[1-9][0-9]{0,6}") && Integer.parseInt(text) <= CONTEXT_MAX
                    ? Optional.of(Integer.valueOf(text))
                    : Optional.<Integer>empty())
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private CompletableFuture<Optional<HttpResponse>> trainingRefusal(
      JobSpec spec, OptionalInt context) {
    return context.isEmpty()
        ? CompletableFuture.completedFuture(Optional.empty())
        : CompletableFuture.supplyAsync(
            () ->
                Optional.of(trainingCheck.problems(spec, context.getAsInt()))
                    .filter(problems -> !problems.isEmpty())
                    .map(problems -> ProblemReply.of(problems).response()),
            background);
  }

  /**
   * Submits a job, and answers with it or its refusal.
   *
   * @param trainingContext the tokens of a training sequence, if the trainer's inputs are to be
   *     looked at; else empty
   */
  CompletableFuture<HttpResponse> take(
      ApiRequest request, Command.SubmitJob command, OptionalInt trainingContext) {
    return snapshots
        .refusal(command.spec().execution().snapshot())
        .thenCompose(refusal ->
            refusal.isPresent()
                ? CompletableFuture.completedFuture(refusal)
                : trainingRefusal(command.spec(), trainingContext))
        .thenCompose(refusal ->
            refusal
                .map(ApiReplies::done)
                .orElseGet(() ->
                    control
                        .submit(request.asking(command))
                        .thenCompose(answer -> answered(answer, command.job(), request.names()))));
  }

  private CompletableFuture<HttpResponse> answered(Answer answer, JobId id, PrincipalNames names) {
    return switch (answer) {
      case Answer.Refused(var refusal) -> ApiReplies.done(ProblemReply.of(refusal).response());
      case Answer.Done(_, Optional<Job> job) ->
          job.map(accepted -> ApiReplies.done(created(accepted, names)))
              .orElseGet(() -> found(id.toString()));
      case Answer.Repeated(JobId first, _) -> found(first.toString());
      case Answer.PipelineRepeated _ -> found(id.toString());
    };
  }

  private static HttpResponse created(Job job, PrincipalNames names) {
    return ApiReplies.created(
        "/api/v1/jobs/" + job.id(), JobView.full(JobRecord.of(job), Optional.empty(), names));
  }

  /** Responds with the job that an earlier request with the same key created. */
  private CompletableFuture<HttpResponse> found(String id) {
    return lookup
        .find(id, ProjectName.DEFAULT)
        .thenCompose(jobRecord ->
            jobRecord.isEmpty()
                ? ApiReplies.done(ProblemReply.notFound("job", id).response())
                : lookup.full(jobRecord.get()).thenApply(ApiReplies::ok));
  }

  /** Whether the body can be a spec. A missing type is fine: YAML includes JSON. */
  private static boolean isSpec(ApiRequest request) {
    return request
        .contentType()
        .map(type -> SPEC_TYPES.contains(type.withoutParameters().toString()))
        .orElse(true);
  }

  private static ProblemReply unsupported(ApiRequest request) {
    return new ProblemReply(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "a spec is YAML or JSON",
        request.contentType().map(MediaType::toString).orElse(""),
        String.join(", ", SPEC_TYPES),
        "",
        List.of());
  }
}
