package org.arkwright.gateway;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.arkwright.gateway.anthropic.AnthropicErrors;
import org.arkwright.gateway.anthropic.AnthropicService;
import org.arkwright.gateway.dialect.JsonFields;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.proxy.RequestDoor;
import org.jspecify.annotations.Nullable;

/**
 * Gives the web server's own refusals the form of the API that was asked. Any thread.
 *
 * @param bodyMax the most bytes of a request
 */
record ServerErrors(long bodyMax) implements ServerErrorHandler {
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
    return answer(status, headers, context == null ? "" : RequestDoor.id(context));
  }

  /** The answer at a path where there is nothing. */
  HttpResponse noSuchOperation(ServiceRequestContext context, RequestHeaders headers) {
    return answer(HttpStatus.NOT_FOUND, headers, RequestDoor.id(context)).toHttpResponse();
  }

  private AggregatedHttpResponse answer(
      HttpStatus status, @Nullable RequestHeaders headers, String requestId) {
    if (headers != null && AnthropicService.isAsked(headers)) {
      return AggregatedHttpResponse.of(
          ResponseHeaders.builder(HttpStatus.valueOf(AnthropicErrors.status(status.code())))
              .contentType(MediaType.JSON)
              .set(AnthropicService.REQUEST_ID, requestId)
              .build(),
          HttpData.wrap(
              JsonFields.bytes(AnthropicErrors.json(status.code(), message(status), requestId))));
    }
    String type = status.isServerError() ? "server_error" : "invalid_request_error";
    GatewayError error = new GatewayError(status.code(), type, message(status), "");
    return AggregatedHttpResponse.of(status, MediaType.JSON, HttpData.wrap(error.bytes()));
  }

  private String message(HttpStatus status) {
    return switch (status.code()) {
      case 404 ->
          "There is no such operation; there are /v1/chat/completions, /v1/completions,"
              + " /v1/embeddings, /v1/rerank, /v1/responses, /v1/models, /v1/messages, and /serve/NAME/… of other"
              + " deployments.";
      case 413 -> "The body is larger than %d MiB.".formatted(bodyMax >> 20);
      default -> status.reasonPhrase();
    };
  }
}
