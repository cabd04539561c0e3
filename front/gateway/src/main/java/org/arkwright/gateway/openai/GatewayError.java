package org.arkwright.gateway.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A refusal in the form that OpenAI's clients read.
 *
 * @param code a word for programs; empty for none
 */
public record GatewayError(int status, String type, String message, String code) {
  private static final String INVALID = "invalid_request_error";

  public static GatewayError invalid(String message) {
    return new GatewayError(400, INVALID, message, "");
  }

  public static GatewayError badKey(boolean given) {
    return new GatewayError(
        401,
        INVALID,
        given
            ? "The API key is wrong or was revoked. Make one with `arkwright key create`."
            : "An API key is needed: send 'Authorization: Bearer KEY'.",
        "invalid_api_key");
  }

  public static GatewayError unknownModel(String model) {
    return new GatewayError(
        404,
        INVALID,
        "The model '%s' does not exist or this key's project does not own it. GET /v1/models lists those that do."
            .formatted(model),
        "model_not_found");
  }

  public static GatewayError limited(String what, long retrySeconds) {
    return new GatewayError(
        429,
        what,
        "This key's %s per minute are used up; try again in %d s.".formatted(what, retrySeconds),
        "rate_limit_exceeded");
  }

  public static GatewayError unavailable(String message) {
    return new GatewayError(503, "server_error", message, "unavailable");
  }

  public static GatewayError upstream(String message) {
    return new GatewayError(502, "server_error", message, "upstream_failed");
  }

  /** As JSON. */
  public byte[] bytes() {
    return "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":%s}}"
        .formatted(quoted(message), quoted(type), code.isEmpty() ? "null" : quoted(code))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
