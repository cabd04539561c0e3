package org.arkwright.gateway.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.arkwright.model.id.ProjectName;

/** The JSON form of a finished request in the spool. */
final class SpooledRequestForm {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SpooledRequestForm() {}

  static byte[] bytes(FinishedRequest request) {
    try {
      return MAPPER.writeValueAsBytes(
          JsonNodeFactory.instance
              .objectNode()
              .put("project", request.project().value())
              .put("key", request.key())
              .put("model", request.model())
              .put("backend", request.backend())
              .put("prompt", request.tokens().prompt())
              .put("completion", request.tokens().completion())
              .put("counted", request.counted())
              .put("outcome", request.outcome())
              .put("startedAtNanos", request.startedAtNanos())
              .put("activeNanos", request.activeNanos()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FinishedRequest read(byte[] bytes) {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      return new FinishedRequest(
          new ProjectName(json.path("project").asText()),
          json.path("key").asText(),
          json.path("model").asText(),
          json.path("backend").asText(),
          new TokenCount(json.path("prompt").asLong(), json.path("completion").asLong()),
          json.path("counted").asBoolean(),
          json.path("outcome").asInt(),
          json.path("startedAtNanos").asLong(),
          json.path("activeNanos").asLong());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
