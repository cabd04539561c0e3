package org.arkwright.serve.openai;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives the web server's own refusals the form of all others. Thread-safe.
 *
 * @param operations what this replica's model does, in words
 * @param bodyMax the most bytes of a request
 */
record ErrorForm(String operations, long bodyMax) implements ServerErrorHandler {
  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    return null; // Armeria finds the status, and asks for its form below.
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return JsonAnswers.aggregated(error(status, headers == null ? "" : headers.path()));
  }

  private ApiError error(HttpStatus status, String path) {
    String type = status.isServerError() ? "server_error" : "invalid_request_error";
    return switch (status.code()) {
      case 404 ->
          new ApiError(
              404,
              type,
              "This model does not answer %s; it %s.".formatted(cut(path), operations),
              null,
              "unsupported_operation");
      case 413 ->
          new ApiError(
              413,
              type,
              "The body is larger than %d MiB.".formatted(bodyMax >> 20),
              null,
              "request_too_large");
      default -> new ApiError(status.code(), type, status.reasonPhrase(), null, null);
    };
  }

  private static String cut(String path) {
    return path.length() > 100 ? path.substring(0, 100) + "…" : path;
  }
}
