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

/** Serves one endpoint: authorizes the client, reads the body, turns failures into problems. */
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
      // The response waits for the whole request, which is discarded: over HTTP/2 an earlier
      // response resets the stream, and clients report the reset instead of the response.
      HttpResponse refusal = unauthorized(authorization.isPresent());
      return HttpResponse.of(request.filter(_ -> false).collect().handle((_, _) -> refusal));
    }
    CompletableFuture<HttpResponse> answer =
        request
            .aggregate()
            .thenCompose(aggregated ->
                endpoint.handler().handle(apiRequest(context, aggregated, authorization)))
            .exceptionally(failure -> FailureReplies.reply(failure).response());
    return HttpResponse.of(answer);
  }

  private ApiRequest apiRequest(
      ServiceRequestContext context,
      AggregatedHttpRequest aggregated,
      Optional<String> authorization) {
    return new ApiRequest(
        context,
        aggregated,
        tokens.attempt(authorization),
        tokens.principal(),
        endpoint.method() + " " + endpoint.path());
  }

  private static HttpResponse unauthorized(boolean tokenGiven) {
    ProblemReply problem =
        ProblemReply.of(
            HttpStatus.UNAUTHORIZED,
            "unauthorized",
            tokenGiven ? "the token is not valid for this server" : "a bearer token is required",
            "Send 'Authorization: Bearer TOKEN' with the token from admin.token in the server's"
                + " home.");
    return problem
        .response()
        .mapHeaders(
            headers -> headers.toBuilder().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer").build());
  }
}
