package org.arkwright.gateway.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import org.arkwright.model.ShownValue;

/**
 * An error in the form of OpenAI's API.
 *
 * @param message what is wrong; cut where a value made it longer than anybody reads
 * @param code a machine-readable code; empty for none
 * @param retrySeconds when to come again; 0 where that is not known
 */
public record GatewayError(
    int status, String type, String message, String code, long retrySeconds) {
  private static final String INVALID = "invalid_request_error";

  public GatewayError {
    message = ShownValue.error(message);
  }

  /** Creates an error that does not say when to come again. */
  public GatewayError(int status, String type, String message, String code) {
    this(status, type, message, code, 0);
  }

  public static GatewayError invalid(String message) {
    return new GatewayError(400, INVALID, message, "");
  }

  public static GatewayError badKey(boolean keyGiven) {
    return new GatewayError(
        401,
        INVALID,
        keyGiven
            ? "The API key is invalid or revoked. Create one with `arkwright key create`."
            : "An API key is required: send 'Authorization: Bearer KEY' or 'x-api-key: KEY'.",
        "invalid_api_key");
  }

  public static GatewayError unknownModel(String model) {
    return new GatewayError(
        404,
        INVALID,
        ("The model '%s' does not exist or does not belong to this key's project."
                + " GET /v1/models lists the project's models.")
            .formatted(ShownValue.of(model)),
        "model_not_found");
  }

  /** The model's server knows nothing at that path: a chat with a model of embeddings, say. */
  public static GatewayError unsupported(String model, String path) {
    String does =
        switch (path) {
          case "/v1/embeddings" -> "make embeddings";
          case "/v1/completions" -> "complete texts";
          case "/v1/rerank", "/v2/rerank" -> "rank texts";
          case "/tokenize" -> "count tokens";
          default -> "chat";
        };
    String other =
        switch (path) {
          case "/v1/embeddings" ->
              "Models that write text are at /v1/chat/completions (`arkwright chat`).";
          case "/v1/rerank", "/v2/rerank" -> "Models of embeddings do, and rerankers.";
          case "/tokenize" -> "The built-in server and vLLM have it.";
          default -> "Models of embeddings are at /v1/embeddings (`arkwright embed`).";
        };
    return new GatewayError(
        404,
        INVALID,
        "The model '%s' does not %s: its server has no %s. %s"
            .formatted(ShownValue.of(model), does, path, other),
        "unsupported_operation");
  }

  public static GatewayError limited(String limit, long retrySeconds) {
    return new GatewayError(
        429,
        limit,
        "This key has used up its %s per minute; try again in %d s.".formatted(limit, retrySeconds),
        "rate_limit_exceeded");
  }

  public static GatewayError unavailable(String message) {
    return unavailable(message, 1);
  }

  public static GatewayError unavailable(String message, long retrySeconds) {
    return new GatewayError(503, "server_error", message, "unavailable", retrySeconds);
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
