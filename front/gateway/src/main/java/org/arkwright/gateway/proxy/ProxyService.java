package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyLimiter;
import org.arkwright.gateway.key.KeyLimiter.Verdict;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.openai.RequestBody;
import org.arkwright.gateway.route.Balancer;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;

/** Takes a request of one of OpenAI's operations to a backend and its answer back. */
public final class ProxyService implements HttpService {
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);

  private final KeyAuthenticator gate;
  private final KeyLimiter limiter;
  private final Supplier<RoutingTable> table;
  private final Balancer balancer;
  private final HeldRequests held;
  private final Upstreams upstreams;
  private final RequestMeter meter;

  /** A service over what the gateway shares between requests. */
  public ProxyService(
      KeyAuthenticator gate,
      KeyLimiter limiter,
      Supplier<RoutingTable> table,
      Balancer balancer,
      HeldRequests held,
      Upstreams upstreams,
      RequestMeter meter) {
    this.gate = gate;
    this.limiter = limiter;
    this.table = table;
    this.balancer = balancer;
    this.held = held;
    this.upstreams = upstreams;
    this.meter = meter;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    Optional<AdmittedKey> key = gate.admit(request.headers());
    context.setRequestTimeout(BODY_TIMEOUT);
    if (key.isEmpty()) {
      return onceArrived(request, gate.refusal(request.headers()));
    }
    if (request.method() != HttpMethod.POST) {
      return onceArrived(
          request,
          GatewayReplies.failure(
              new GatewayError(405, "invalid_request_error", "Use POST.", "method_not_allowed")));
    }
    Verdict verdict = limiter.admit(key.get(), System.nanoTime());
    if (!verdict.admitted()) {
      return onceArrived(request, GatewayReplies.limited(verdict));
    }
    long arrived = meter.now();
    return HttpResponse.of(
        request
            .aggregate(context.eventLoop())
            .thenApply(whole -> {
              context.clearRequestTimeout();
              return answer(context, key.get(), verdict, whole, arrived);
            }));
  }

  /**
   * A refusal that waits for the rest of the request, and keeps none of it: over HTTP/2 a stream
   * that is answered before is reset, and clients then tell of that instead of the answer.
   */
  private static HttpResponse onceArrived(HttpRequest request, HttpResponse refusal) {
    return HttpResponse.of(request.filter(_ -> false).collect().handle((_, _) -> refusal));
  }

  private HttpResponse answer(
      ServiceRequestContext context,
      AdmittedKey key,
      Verdict verdict,
      AggregatedHttpRequest whole,
      long arrived) {
    return switch (RequestBody.read(whole.content().array())) {
      case RequestBody.Reading.Refused(GatewayError error) -> GatewayReplies.failure(error);
      case RequestBody.Reading.Read(RequestBody body) -> {
        RouteName name = new RouteName(key.project(), body.model());
        Optional<Route> route = table.get().find(name);
        yield route.isEmpty()
            ? GatewayReplies.failure(GatewayError.unknownModel(body.model()))
            : begin(
                new BackendExchange(
                    new AdmittedRequest(key, verdict, name, context.path(), body, arrived),
                    context,
                    balancer,
                    table,
                    upstreams,
                    meter));
      }
    };
  }

  private HttpResponse begin(BackendExchange exchange) {
    if (exchange.take()) {
      return start(exchange);
    }
    Optional<Route> route = table.get().find(exchange.caller().route());
    if (route.filter(Route::wakes).isEmpty()) {
      return GatewayReplies.failure(
          GatewayError.unavailable(
              route
                  .flatMap(Route::trouble)
                  .orElse("No replica of this model is ready; try again.")));
    }
    return HttpResponse.of(
        held.hold(exchange.caller().route(), exchange.context())
            .thenApply(outcome ->
                switch (outcome) {
                  case READY -> woken(exchange);
                  case TOO_LONG ->
                      GatewayReplies.failure(
                          GatewayError.unavailable(
                              "The model did not wake in time"
                                  + trouble(exchange)
                                  + "; try again."));
                  case TOO_MANY ->
                      GatewayReplies.failure(
                          GatewayError.unavailable("Too many requests wait for models to wake."));
                }));
  }

  private HttpResponse woken(BackendExchange exchange) {
    // Who went away while waiting wants nothing any more.
    if (exchange.context().isCancelled() || !exchange.take()) {
      return GatewayReplies.failure(GatewayError.unavailable("No replica of this model is ready."));
    }
    return start(exchange);
  }

  private String trouble(BackendExchange exchange) {
    return table
        .get()
        .find(exchange.caller().route())
        .flatMap(Route::trouble)
        .map(": "::concat)
        .orElse("");
  }

  private static HttpResponse start(BackendExchange exchange) {
    return exchange.caller().body().stream()
        ? HttpResponse.of(new StreamedAnswer(exchange))
        : new WholeAnswer(exchange).start();
  }
}
