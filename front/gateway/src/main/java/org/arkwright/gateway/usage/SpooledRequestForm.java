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
              .put("basis", request.basis().name())
              .put("outcome", request.outcome())
              .put("startedAtNanos", request.startedAtNanos())
              .put("activeNanos", request.activeNanos()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException when it is none, or no request can have been like that
   */
  static FinishedRequest read(byte[] bytes) {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      return new FinishedRequest(
          new ProjectName(json.path("project").asText()),
          json.path("key").asText(),
          json.path("model").asText(),
          json.path("backend").asText(),
          new TokenCount(number(json, "prompt"), number(json, "completion")),
          basis(json),
          (int) number(json, "outcome"),
          number(json, "startedAtNanos"),
          number(json, "activeNanos"));
    } catch (IOException e) {
      throw new IllegalArgumentException("the record is no JSON: " + e.getMessage(), e);
    }
  }

  private static long number(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(
          "%s is %s, expected a whole number".formatted(field, value));
    }
    return value.asLong();
  }

  /** Records of earlier versions said only whether the tokens were counted. */
  private static TokenBasis basis(JsonNode json) {
    if (!json.has("basis")) {
      return json.path("counted").asBoolean() ? TokenBasis.COUNTED : TokenBasis.ESTIMATED;
    }
    return TokenBasis.valueOf(json.path("basis").asText());
  }
}
