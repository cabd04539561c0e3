package org.arkwright.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;

/** Builders of JSON responses. */
final class ApiReplies {
  private static final JsonMapper JSON = new JsonMapper();

  private ApiReplies() {}

  static HttpResponse ok(JsonNode body) {
    return json(HttpStatus.OK, body);
  }

  static HttpResponse json(HttpStatus status, JsonNode body) {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, data(body));
  }

  static HttpResponse created(String location, JsonNode body) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.CREATED)
            .contentType(MediaType.JSON_UTF_8)
            .set(HttpHeaderNames.LOCATION, location)
            .build();
    return HttpResponse.of(headers, data(body));
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
