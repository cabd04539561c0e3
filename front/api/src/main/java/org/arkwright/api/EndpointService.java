package org.arkwright.api;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.identity.Tokens;

/** Serves one endpoint: lets the right callers in, reads the body, turns failures into problems. */
final class EndpointService implements HttpService {
  private final Endpoint endpoint;
  private final Tokens tokens;

  EndpointService(Endpoint endpoint, Tokens tokens) {
    this.endpoint = endpoint;
    this.tokens = tokens;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    Optional<String> authorization =
        Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION));
    if (!tokens.admit(endpoint.access(), authorization)) {
      // Once the request is here, of which nothing is kept: over HTTP/2 a stream that is answered
      // before is reset, and clients then tell of that instead of the answer.
      HttpResponse refusal = unauthorized(authorization.isPresent());
      return HttpResponse.of(request.filter(_ -> false).collect().handle((_, _) -> refusal));
    }
    CompletableFuture<HttpResponse> answer =
        request
            .aggregate()
            .thenCompose(whole -> endpoint.handler().handle(call(context, whole, authorization)))
            .exceptionally(failure -> FailureReplies.reply(failure).response());
    return HttpResponse.of(answer);
  }

  private ApiRequest call(
      ServiceRequestContext context, AggregatedHttpRequest whole, Optional<String> authorization) {
    return new ApiRequest(
        context,
        whole,
        tokens.attempt(authorization),
        tokens.principal(),
        endpoint.method() + " " + endpoint.path());
  }

  private static HttpResponse unauthorized(boolean given) {
    ProblemReply problem =
        ProblemReply.of(
            HttpStatus.UNAUTHORIZED,
            "unauthorized",
            given ? "the token is not this server's" : "a bearer token is needed",
            "Send 'Authorization: Bearer TOKEN' with the token from admin.token in the server's home.");
    return problem
        .response()
        .mapHeaders(
            headers -> headers.toBuilder().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer").build());
  }
}
