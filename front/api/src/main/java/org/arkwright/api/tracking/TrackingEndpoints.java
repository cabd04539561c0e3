package org.arkwright.api.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.control.StateReader;
import org.arkwright.identity.Permission;
import org.arkwright.tracking.TrackingService;
import org.arkwright.tracking.request.TrackingBody;
import org.arkwright.tracking.request.TrackingCall;

/**
 * MLflow's REST API, under the paths of its clients and under those of its pages in a browser. What
 * is not served is refused in MLflow's form, so that its clients go on where they can.
 */
public final class TrackingEndpoints implements EndpointGroup {
  private static final List<String> ROOTS = List.of("/api/%d.0/mlflow/", "/ajax-api/%d.0/mlflow/");
  private static final List<String> NOT_SERVED =
      List.of(
          "/api/2.0/mlflow/",
          "/api/3.0/mlflow/",
          "/ajax-api/2.0/mlflow/",
          "/ajax-api/3.0/mlflow/",
          "/api/2.0/mlflow-artifacts/",
          "/ajax-api/2.0/mlflow-artifacts/",
          "/graphql",
          "/v1/traces");
  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  /** The version of MLflow whose protocol this is. */
  private static final String MLFLOW = "3.6.0";

  private final TrackingAccess access;
  private final TrackingService tracking;

  public TrackingEndpoints(StateReader reader, TrackingService tracking) {
    this.access = new TrackingAccess(reader);
    this.tracking = tracking;
  }

  @Override
  public List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String root : ROOTS) {
      for (TrackingCall call : tracking.calls()) {
        endpoints.add(
            new Endpoint(
                HttpMethod.valueOf(call.method()),
                root.formatted(call.version()) + call.path(),
                Permission.TRACKING,
                request -> execute(call, request)));
      }
    }
    for (String root : NOT_SERVED) {
      for (HttpMethod method : METHODS) {
        endpoints.add(
            new Endpoint(
                method, "prefix:" + root, Permission.TRACKING, TrackingEndpoints::notServed));
      }
    }
    endpoints.add(text("/version", MLFLOW));
    return endpoints;
  }

  private static Endpoint text(String path, String answer) {
    return new Endpoint(
        HttpMethod.GET,
        path,
        Permission.PUBLIC,
        _ -> ApiReplies.done(HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, answer)));
  }

  private static CompletableFuture<HttpResponse> notServed(ApiRequest request) {
    return ApiReplies.done(
        ApiReplies.mlflowError(
            404,
            "ENDPOINT_NOT_FOUND",
            "%s is not served by Arkwright; docs/guides/tracking.md lists what is, and how to run"
                    .formatted(request.context().path())
                + " MLflow's own server beside it."));
  }

  private CompletableFuture<HttpResponse> execute(TrackingCall call, ApiRequest request) {
    ObjectNode members = query(request);
    if (request.body().length > 0 && !call.method().equals("GET")) {
      Optional<ObjectNode> body = TrackingBody.read(request.body());
      if (body.isEmpty()) {
        return ApiReplies.done(
            ApiReplies.mlflowError(
                400,
                "INVALID_PARAMETER_VALUE",
                "The body is not a JSON object; send one, in UTF-8."));
      }
      members.setAll(body.get());
    }
    request.context().pathParams().forEach(members::put);
    return access.answer(
        request,
        caller ->
            tracking
                .execute(call, caller, members)
                .thenApply(json -> reply(HttpStatus.valueOf(tracking.status(call)), json)));
  }

  private static HttpResponse reply(HttpStatus status, ObjectNode json) {
    return status.isContentAlwaysEmpty() ? HttpResponse.of(status) : ApiReplies.json(status, json);
  }

  private static ObjectNode query(ApiRequest request) {
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
}
