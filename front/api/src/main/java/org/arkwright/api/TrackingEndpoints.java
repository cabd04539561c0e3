package org.arkwright.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.arkwright.control.ControlPlane;
import org.arkwright.identity.Access;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.tracking.TrackingCaller;
import org.arkwright.tracking.TrackingRefusal;
import org.arkwright.tracking.TrackingService;

/**
 * MLflow's REST API for logging runs. Ranks use their attempt's token and are confined to its
 * project; the administrator names a project in {@code X-MLflow-Workspace}.
 */
public final class TrackingEndpoints implements EndpointGroup {
  private static final String ROOT = "/api/2.0/mlflow/";
  private static final JsonMapper JSON = new JsonMapper();

  private final ControlPlane control;
  private final TrackingService tracking;

  public TrackingEndpoints(ControlPlane control, TrackingService tracking) {
    this.control = control;
    this.tracking = tracking;
  }

  /** Executes a request whose caller is known. */
  @FunctionalInterface
  private interface Operation {
    CompletableFuture<ObjectNode> answer(TrackingCaller caller, JsonNode parameters);
  }

  @Override
  public List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String path : tracking.gets()) {
      endpoints.add(
          endpoint(
              HttpMethod.GET,
              path,
              request ->
                  answer(
                      request,
                      query(request),
                      (caller, parameters) -> tracking.get(path, caller, parameters))));
    }
    for (String path : tracking.posts()) {
      endpoints.add(endpoint(HttpMethod.POST, path, request -> post(path, request)));
    }
    return endpoints;
  }

  private static Endpoint endpoint(HttpMethod method, String path, Endpoint.Handler handler) {
    return new Endpoint(method, ROOT + path, Access.RANK, handler);
  }

  private CompletableFuture<HttpResponse> post(String path, ApiRequest request) {
    JsonNode body;
    try {
      body = JSON.readTree(request.body());
    } catch (IOException _) {
      body = JSON.missingNode();
    }
    return body.isObject()
        ? answer(request, body, (caller, parameters) -> tracking.post(path, caller, parameters))
        : JobEndpoints.done(
            error(400, "INVALID_PARAMETER_VALUE", "The body is not a JSON object; send one."));
  }

  private static JsonNode query(ApiRequest request) {
    ObjectNode query = JsonNodeFactory.instance.objectNode();
    for (String name : request.context().queryParams().names()) {
      List<String> values = request.queries(name);
      if (values.size() == 1) {
        query.put(name, values.getFirst());
      } else {
        ArrayNode list = query.putArray(name);
        values.forEach(list::add);
      }
    }
    return query;
  }

  private CompletableFuture<HttpResponse> answer(
      ApiRequest request, JsonNode parameters, Operation operation) {
    return caller(request)
        .thenCompose(caller ->
            caller.isEmpty()
                ? CompletableFuture.completedFuture(
                    error(
                        403,
                        "PERMISSION_DENIED",
                        "The token's attempt has ended, so it can no longer log."))
                : operation.answer(caller.get(), parameters).thenApply(ApiReplies::ok))
        .exceptionallyCompose(TrackingEndpoints::errorResponse);
  }

  private CompletableFuture<Optional<TrackingCaller>> caller(ApiRequest request) {
    if (request.attempt().isEmpty()) {
      ProjectName project =
          request
              .header("x-mlflow-workspace")
              .filter(Names::isValid)
              .map(ProjectName::new)
              .orElse(ProjectName.DEFAULT);
      return CompletableFuture.completedFuture(
          Optional.of(new TrackingCaller(project, Optional.empty())));
    }
    AttemptId attempt = request.attempt().get();
    return control.read(state ->
        state
            .job(attempt.job())
            .filter(job ->
                job.state().liveAttempt().filter(live -> live.id().equals(attempt)).isPresent())
            .map(job -> rank(job, attempt)));
  }

  private static TrackingCaller rank(Job job, AttemptId attempt) {
    return new TrackingCaller(
        job.spec().project(),
        Optional.of(new TrackingCaller.RankOf(attempt, job.spec().name(), job.submittedBy())));
  }

  private static CompletableFuture<HttpResponse> errorResponse(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case TrackingRefusal refusal ->
          JobEndpoints.done(
              error(
                  refusal.code().status(),
                  refusal.code().name(),
                  String.valueOf(refusal.getMessage())));
      case SQLException file ->
          JobEndpoints.done(
              error(503, "TEMPORARILY_UNAVAILABLE", "Nothing was kept: " + file.getMessage()));
      default -> CompletableFuture.failedFuture(cause);
    };
  }

  private static HttpResponse error(int status, String code, String message) {
    return ApiReplies.json(
        HttpStatus.valueOf(status),
        JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message));
  }
}
