package org.arkwright.serve.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;

/** Creates JSON responses. */
final class JsonAnswers {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonAnswers() {}

  static HttpResponse ok(JsonNode json) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(text(json)));
  }

  static HttpResponse failure(ApiError error) {
    return aggregated(error).toHttpResponse();
  }

  /** An error as a whole, for where a web server wants no stream. */
  static AggregatedHttpResponse aggregated(ApiError error) {
    return AggregatedHttpResponse.of(
        HttpStatus.valueOf(error.status()), MediaType.JSON, HttpData.ofUtf8(text(error.json())));
  }

  /** Returns the messages as server-sent events. */
  static HttpData events(JsonNode... messages) {
    StringBuilder events = new StringBuilder();
    for (JsonNode message : messages) {
      events.append("data: ").append(text(message)).append("\n\n");
    }
    return HttpData.ofUtf8(events);
  }

  private static String text(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree that cannot be written", e);
    }
  }
}
