package org.arkwright.gateway.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.arkwright.gateway.dialect.JsonFields;

/** Errors in the form of Anthropic's API. */
public final class AnthropicErrors {
  /** What Anthropic says instead of 503, and its clients try again. */
  private static final int OVERLOADED = 529;

  private AnthropicErrors() {}

  /** The status that Anthropic gives in place of one of HTTP. */
  public static int status(int status) {
    return status == 503 ? OVERLOADED : status;
  }

  /** The type of the error with a status. */
  public static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, OVERLOADED -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }

  /** The error, as in the body of an answer or an event. */
  public static ObjectNode json(int status, String message, String requestId) {
    ObjectNode json = JsonFields.object().put("type", "error");
    json.putObject("error").put("type", type(status)).put("message", message);
    return requestId.isEmpty() ? json : json.put("request_id", requestId);
  }
}
