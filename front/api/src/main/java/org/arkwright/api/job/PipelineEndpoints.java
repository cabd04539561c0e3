package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.CommandReplies;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.view.PipelineView;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.JobIds;
import org.arkwright.identity.Permission;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.pipeline.Pipeline;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.projection.PipelineQuery;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.PipelineReader;
import org.arkwright.spec.job.SecretSealer;

/** The endpoints of pipelines: submit, check, list, show, explain, cancel. */
public final class PipelineEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/pipelines";
  private static final String ONE = ALL + "/{pipeline}";
  private static final String KEY = "idempotency-key";
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1000;

  private final ControlPlane control;
  private final PipelineLookup lookup;
  private final JobIds ids;
  private final SnapshotEndpoints snapshots;
  private final SecretSealer sealer;

  /**
   * @param ids gives pipelines their ids, which have the form of jobs'
   * @param sealer seals the values of secret variables before anything else sees them
   */
  public PipelineEndpoints(
      ControlPlane control,
      PipelineLookup lookup,
      JobIds ids,
      SnapshotEndpoints snapshots,
      SecretSealer sealer) {
    this.control = control;
    this.lookup = lookup;
    this.ids = ids;
    this.snapshots = snapshots;
    this.sealer = sealer;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            HttpMethod.POST,
            ALL,
            Permission.JOB_SUBMIT,
            Endpoint.RequestBody.LONG_DOCUMENT,
            this::submit),
        new Endpoint(
            HttpMethod.POST,
            ALL + "/check",
            Permission.JOB_SUBMIT,
            Endpoint.RequestBody.LONG_DOCUMENT,
            PipelineEndpoints::check),
        Endpoint.get(ALL, Permission.JOB_READ, this::list)
            .taking("project", "name", "state", "limit", "page"),
        Endpoint.get(ONE, Permission.JOB_READ, this::show).taking("project").alsoThen(),
        Endpoint.get(ONE + "/explain", Permission.JOB_READ, this::explain)
            .taking("project")
            .alsoThen(),
        Endpoint.post(ONE + "/cancel", Permission.JOB_MANAGE, this::cancel).taking("project"));
  }

  /** Says whether a pipeline's file would be taken, as far as it alone tells. */
  private static CompletableFuture<HttpResponse> check(ApiRequest request) {
    return ApiReplies.done(
        switch (PipelineReader.readAsWritten(request.body())) {
          case Reading.Rejected<PipelineSpec>(var problems) -> ProblemReply.of(problems).response();
          case Reading.Read<PipelineSpec>(PipelineSpec spec) ->
              ApiReplies.ok(
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("name", spec.name())
                      .put("project", spec.project().value())
                      .put("stepCount", spec.steps().size()));
        });
  }

  private CompletableFuture<HttpResponse> submit(ApiRequest request) {
    Optional<String> key = request.header(KEY);
    if (key.isPresent() && !key.get().matches("[\\x21-\\x7e]{1,255}")) {
      request.refuse(KEY, key.get(), "1 to 255 visible ASCII characters");
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return switch (PipelineReader.read(request.body(), sealer)) {
      case Reading.Rejected<PipelineSpec>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<PipelineSpec>(PipelineSpec spec) ->
          missingSnapshot(spec)
              .thenCompose(refusal ->
                  refusal
                      .map(ApiReplies::done)
                      .orElseGet(() -> submit(request, spec, key.map(IdempotencyKey::of))));
    };
  }

  private CompletableFuture<Optional<HttpResponse>> missingSnapshot(PipelineSpec spec) {
    NavigableSet<Digest> named = new TreeSet<>();
    spec.steps()
        .forEach(step -> step.job().execution().snapshot().ifPresent(digest -> named.add(digest)));
    CompletableFuture<Optional<HttpResponse>> all =
        CompletableFuture.completedFuture(Optional.empty());
    for (Digest snapshot : named) {
      all =
          all.thenCompose(refusal ->
              refusal.isPresent()
                  ? CompletableFuture.completedFuture(refusal)
                  : snapshots.refusal(Optional.of(snapshot)));
    }
    return all;
  }

  private CompletableFuture<HttpResponse> submit(
      ApiRequest request, PipelineSpec spec, Optional<IdempotencyKey> key) {
    PipelineId id = new PipelineId(ids.next().value());
    return control
        .submit(request.asking(new PipelineCommand.SubmitPipeline(id, spec)).keyed(key))
        .thenCompose(answer ->
            switch (answer) {
              case Answer.Refused(var refusal) ->
                  ApiReplies.done(ProblemReply.of(refusal).response());
              case Answer.Done _, Answer.Repeated _ -> answered(request, id, true);
              case Answer.PipelineRepeated(PipelineId first) -> answered(request, first, false);
            });
  }

  private CompletableFuture<HttpResponse> answered(
      ApiRequest request, PipelineId id, boolean created) {
    return lookup
        .find(id.toString(), ProjectName.DEFAULT)
        .thenCompose(found ->
            found.isEmpty()
                ? ApiReplies.done(ProblemReply.notFound("pipeline", id.toString()).response())
                : lookup
                    .view(found.get())
                    .thenApply(view -> {
                      ObjectNode json = view.full(request.names());
                      return created
                          ? ApiReplies.created(ALL + "/" + id, json)
                          : ApiReplies.ok(json);
                    }));
  }

  private CompletableFuture<HttpResponse> list(ApiRequest request) {
    int limit = (int) request.number("limit", 1, LIMIT_MAX).orElse(LIMIT_DEFAULT);
    PipelineQuery query =
        new PipelineQuery(
            request.project(),
            request.query(
                "name",
                Names.RULE,
                text -> Names.isValid(text) ? Optional.of(text) : Optional.empty()),
            request.query(
                "state",
                "Running, Stopping, Succeeded, Failed or Cancelled",
                text ->
                    List.of("Running", "Stopping", "Succeeded", "Failed", "Cancelled")
                            .contains(text)
                        ? Optional.of(text)
                        : Optional.empty()),
            request.query("page", "the next of an earlier answer", PipelineId::parse),
            limit);
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return lookup
        .list(query)
        .thenApply(found -> {
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          ArrayNode array = json.putArray("pipelines");
          found.forEach(pipeline -> array.add(PipelineView.brief(pipeline, request.names())));
          if (found.size() == limit) {
            json.put("next", found.getLast().id().toString());
          }
          return ApiReplies.ok(json);
        });
  }

  private CompletableFuture<HttpResponse> show(ApiRequest request) {
    PipelineLookup then = lookup.seeing(request.past());
    return named(
        request,
        then,
        pipeline ->
            then.view(pipeline).thenApply(view -> ApiReplies.ok(view.full(request.names()))));
  }

  private CompletableFuture<HttpResponse> explain(ApiRequest request) {
    PipelineLookup then = lookup.seeing(request.past());
    return named(
        request,
        then,
        pipeline ->
            then.view(pipeline)
                .thenCompose(then::explained)
                .thenApply(view -> ApiReplies.ok(view.explained(request.names()))));
  }

  private CompletableFuture<HttpResponse> cancel(ApiRequest request) {
    return named(
        request,
        lookup,
        pipeline ->
            pipeline.end().isPresent()
                ? lookup.view(pipeline).thenApply(view -> ApiReplies.ok(view.full(request.names())))
                : CommandReplies.submit(
                    request,
                    control,
                    new PipelineCommand.CancelPipeline(pipeline.id()),
                    () -> answered(request, pipeline.id(), false)));
  }

  private static CompletableFuture<HttpResponse> named(
      ApiRequest request,
      PipelineLookup lookup,
      Function<Pipeline, CompletableFuture<HttpResponse>> handler) {
    Optional<ProjectName> project = request.project();
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    String pipeline = request.path("pipeline");
    return lookup
        .find(pipeline, project.orElse(ProjectName.DEFAULT))
        .thenCompose(found ->
            found
                .map(handler)
                .orElseGet(() ->
                    ApiReplies.done(
                        ProblemReply.notFound(
                                "pipeline",
                                pipeline,
                                "'arkwright pipeline ls' lists them; one of another project is"
                                    + " named PROJECT/NAME.")
                            .response())));
  }
}
