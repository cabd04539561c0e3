package org.arkwright.api;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.authority.Certification;
import org.arkwright.authority.Certification.Verdict;
import org.arkwright.gateway.proxy.SlowRequests;
import org.arkwright.identity.Authorizer;
import org.arkwright.identity.Caller;
import org.arkwright.identity.Permission;
import org.arkwright.identity.Tokens;
import org.arkwright.model.id.WorkerId;

/** Serves one endpoint: authorizes the client, reads the body, turns failures into problems. */
final class EndpointService implements HttpService {
  /** How long a caller without a token may take to send what is discarded. */
  private static final Duration STRANGERS_BODY = Duration.ofSeconds(5);

  /** How long a body may take, after which the connection is closed. */
  private static final Duration BODY = Duration.ofSeconds(20);

  private final Endpoint endpoint;
  private final Tokens tokens;
  private final Authorizer authorizer;
  private final Optional<Certification> certification;
  private final Optional<PastRequest> past;

  /**
   * @param certification judges the certificates of connections; empty where there is no TLS
   * @param past answers for the past; empty where nothing is read
   */
  EndpointService(
      Endpoint endpoint,
      Tokens tokens,
      Authorizer authorizer,
      Optional<Certification> certification,
      Optional<PastRequest> past) {
    this.authorizer = authorizer;
    this.past = past;
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.certification = certification;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    Optional<String> authorization =
        Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION));
    SlowRequests.closeConnection(context);
    Optional<Verdict> certificate =
        certification.flatMap(judge -> PeerCertificate.of(context).map(judge::standing));
    Optional<WorkerId> certified =
        certificate.flatMap(verdict ->
            verdict instanceof Verdict.Admitted(WorkerId worker)
                ? Optional.of(worker)
                : Optional.empty());
    Caller caller = tokens.caller(authorization, certified);
    if (!authorizer.allows(caller, endpoint.permission())) {
      context.setRequestTimeout(STRANGERS_BODY);
      // The response waits for the whole request, which is discarded: over HTTP/2 an earlier
      // response resets the stream, and clients report the reset instead of the response.
      String why =
          certificate.isPresent() && certificate.get() instanceof Verdict.Refused(String reason)
              ? reason
              : tokens.refusal(authorization);
      HttpResponse refusal = unauthorized(why, certificate.isPresent());
      return HttpResponse.of(request.filter(_ -> false).collect().handle((_, _) -> refusal));
    }
    if (endpoint.body().isStream()) {
      // As long as it takes: the client's pace and the disk decide.
      context.clearRequestTimeout();
      return HttpResponse.of(
          answer(
              apiRequest(
                  context,
                  AggregatedHttpRequest.of(request.headers()),
                  new RequestFiles(context, request),
                  caller)));
    }
    long usual = context.requestTimeoutMillis();
    context.setRequestTimeout(BODY);
    return HttpResponse.of(
        request
            .aggregate()
            .thenCompose(aggregated -> {
              context.setRequestTimeoutMillis(usual);
              return answer(apiRequest(context, aggregated, InputStream.nullInputStream(), caller));
            })
            .exceptionally(failure -> FailureReplies.reply(failure).response()));
  }

  private CompletableFuture<HttpResponse> answer(ApiRequest request) {
    for (String parameter : request.context().queryParams().names()) {
      if (!endpoint.takes(parameter)) {
        request.refuseUnknown(parameter, endpoint.parameters());
      } else if (!endpoint.takesSeveral(parameter)) {
        request.refuseRepeated(parameter);
      }
    }
    request.checkKey();
    if (!request.problems().isEmpty()) {
      return CompletableFuture.completedFuture(ProblemReply.of(request.problems()).response());
    }
    return handle(request).exceptionally(failure -> FailureReplies.reply(failure).response());
  }

  private CompletableFuture<HttpResponse> handle(ApiRequest request) {
    return endpoint.past() && past.isPresent()
        ? past.get().answer(request, endpoint.handler()::handle)
        : endpoint.handler().handle(request);
  }

  private ApiRequest apiRequest(
      ServiceRequestContext context,
      AggregatedHttpRequest aggregated,
      InputStream files,
      Caller caller) {
    return new ApiRequest(
        context,
        aggregated,
        files,
        caller,
        tokens.principal(caller),
        tokens.names(),
        endpoint.method() + " " + endpoint.path());
  }

  /** What a caller can do who is not admitted: users have a token, workers are given theirs. */
  private String advice(boolean hasCertificate) {
    if (endpoint.permission() != Permission.WORKER_EXCHANGE) {
      return "Send 'Authorization: Bearer TOKEN' with the token from admin.token in the server's"
          + " home.";
    }
    return hasCertificate
        ? "If the host is to be a node, stop its worker, delete its folder, and join anew:"
            + " `arkwright worker join`, with what `arkwright node token` prints here."
        : "Only workers call this, and each is given what it needs: the one of this machine by"
            + " `arkwright up`, those of other hosts by `arkwright worker join`.";
  }

  private HttpResponse unauthorized(String detail, boolean hasCertificate) {
    // MLflow's clients read no other form of refusal than theirs.
    HttpResponse refusal =
        endpoint.path().contains("/mlflow")
            ? ApiReplies.mlflowError(
                HttpStatus.UNAUTHORIZED.code(),
                "UNAUTHENTICATED",
                detail
                    + ". Set MLFLOW_TRACKING_TOKEN to the token from admin.token in the"
                    + " server's home.")
            : ProblemReply.of(
                    HttpStatus.UNAUTHORIZED, "unauthorized", detail, advice(hasCertificate))
                .response();
    return refusal.mapHeaders(
        headers -> headers.toBuilder().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer").build());
  }
}
