package org.arkwright.gateway.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/**
 * An error in the form of OpenAI's API.
 *
 * @param code a machine-readable code; empty for none
 */
public record GatewayError(int status, String type, String message, String code) {
  private static final String INVALID = "invalid_request_error";

  public static GatewayError invalid(String message) {
    return new GatewayError(400, INVALID, message, "");
  }

  public static GatewayError badKey(boolean keyGiven) {
    return new GatewayError(
        401,
        INVALID,
        keyGiven
            ? "The API key is invalid or revoked. Create one with `arkwright key create`."
            : "An API key is required: send 'Authorization: Bearer KEY'.",
        "invalid_api_key");
  }

  public static GatewayError unknownModel(String model) {
    return new GatewayError(
        404,
        INVALID,
        ("The model '%s' does not exist or does not belong to this key's project."
                + " GET /v1/models lists the project's models.")
            .formatted(model),
        "model_not_found");
  }

  public static GatewayError limited(String limit, long retrySeconds) {
    return new GatewayError(
        429,
        limit,
        "This key has used up its %s per minute; try again in %d s.".formatted(limit, retrySeconds),
        "rate_limit_exceeded");
  }

  public static GatewayError unavailable(String message) {
    return new GatewayError(503, "server_error", message, "unavailable");
  }

  public static GatewayError upstream(String message) {
    return new GatewayError(502, "server_error", message, "upstream_failed");
  }

  /** Returns the error as JSON. */
  public byte[] bytes() {
    return "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":%s}}"
        .formatted(quoted(message), quoted(type), code.isEmpty() ? "null" : quoted(code))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
