package org.arkwright.gateway.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.arkwright.gateway.openai.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * Errors of backends in the form of OpenAI's API, whatever form the backend gave them: clients read
 * {@code error.message}, and some fail on anything else.
 */
final class UpstreamErrors {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MESSAGE_MAX = 2_000;

  private UpstreamErrors() {}

  /** Hands the backend's advice on when to come again on to the client. */
  static void passRetryAfter(ResponseHeaders from, ResponseHeadersBuilder to) {
    String after = from.get(HttpHeaderNames.RETRY_AFTER);
    if (after != null) {
      to.set(HttpHeaderNames.RETRY_AFTER, after);
    }
  }

  /**
   * Returns the body as it is when it has the form, else its text as the error's message.
   *
   * @param model the model that was asked, and {@code path} the operation, for a server without it
   */
  static byte[] inOurForm(
      HttpStatus status, @Nullable MediaType type, byte[] body, String model, String path) {
    if (body.length > 0 && body[0] != '<') {
      try {
        JsonNode json = MAPPER.readTree(body);
        if (json != null
            && json.path("error").isObject()
            && json.at("/error/message").isTextual()) {
          return body;
        }
        if (json != null && json.isObject()) {
          return error(status, message(json, body)).bytes();
        }
      } catch (JsonProcessingException _) {
        // Not JSON: the text is the message.
      } catch (IOException _) {
        // The same; an array in memory breaks in no other way.
      }
    }
    boolean page = type != null && type.is(MediaType.parse("text/html"));
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (status.code() == HttpStatus.NOT_FOUND.code()) {
      return GatewayError.unsupported(model, path).bytes();
    }
    return error(
            status,
            text.isEmpty() || page || text.startsWith("<")
                ? "The model's server answered %s.".formatted(status)
                : text)
        .bytes();
  }

  /** FastAPI says {@code detail}, others {@code message} or an {@code error} that is a text. */
  private static String message(JsonNode json, byte[] body) {
    for (String field : new String[] {"error", "message", "detail", "object"}) {
      JsonNode value = json.path(field);
      if (value.isTextual()) {
        return value.asText();
      }
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private static GatewayError error(HttpStatus status, String message) {
    String cut = message.length() > MESSAGE_MAX ? message.substring(0, MESSAGE_MAX) + "…" : message;
    return new GatewayError(
        status.code(),
        status.isServerError() ? "server_error" : "invalid_request_error",
        cut,
        status.code() == 429 ? "rate_limit_exceeded" : "");
  }
}
