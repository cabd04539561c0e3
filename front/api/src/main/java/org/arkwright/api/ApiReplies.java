package org.arkwright.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.concurrent.CompletableFuture;

/** Builders of JSON responses. */
public final class ApiReplies {
  private static final JsonMapper JSON = new JsonMapper();

  private ApiReplies() {}

  /** Returns what an endpoint returns that need not wait. */
  public static CompletableFuture<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  public static HttpResponse ok(JsonNode body) {
    return json(HttpStatus.OK, body);
  }

  public static HttpResponse json(HttpStatus status, JsonNode body) {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, data(body));
  }

  public static HttpResponse created(String location, JsonNode body) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.CREATED)
            .contentType(MediaType.JSON_UTF_8)
            .set(HttpHeaderNames.LOCATION, location)
            .build();
    return HttpResponse.of(headers, data(body));
  }

  /** Returns an error in the one form that MLflow's clients read. */
  public static HttpResponse mlflowError(int status, String code, String message) {
    return json(
        HttpStatus.valueOf(status),
        JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message));
  }

  static HttpData data(JsonNode body) {
    return HttpData.wrap(bytes(body));
  }

  static byte[] bytes(JsonNode body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a JSON tree", e);
    }
  }
}
