package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * An error in the form of OpenAI's API.
 *
 * @param param the invalid field; null if the error concerns no particular field
 * @param code a code for programs; null if the type is sufficient
 */
record ApiError(
    int status, String type, String message, @Nullable String param, @Nullable String code) {
  static ApiError invalid(@Nullable String param, String message) {
    return new ApiError(400, "invalid_request_error", message, param, null);
  }

  static ApiError unsupported(String param, String message) {
    return new ApiError(400, "invalid_request_error", message, param, "unsupported_parameter");
  }

  static ApiError unknownModel(String message) {
    return new ApiError(404, "invalid_request_error", message, "model", "model_not_found");
  }

  static ApiError tooLong(String param, String message) {
    return new ApiError(400, "invalid_request_error", message, param, "context_length_exceeded");
  }

  static ApiError internal(String message) {
    return new ApiError(500, "server_error", message, null, null);
  }

  /** The model's process ended, by this request or with it. */
  static ApiError ended(String how, boolean byThisRequest) {
    return new ApiError(
        500,
        "server_error",
        byThisRequest
            ? "This request ended the model's process: " + how
            : "The model's process ended while it worked for this request: " + how,
        null,
        byThisRequest ? "request_ended_model" : "model_ended");
  }

  static ApiError busy(String message) {
    return new ApiError(503, "server_error", message, null, "overloaded");
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return json;
  }
}
