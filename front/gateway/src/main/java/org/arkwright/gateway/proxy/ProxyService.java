package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.arkwright.gateway.dialect.AnswerForm;
import org.arkwright.gateway.dialect.Dialect;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyLimiter;
import org.arkwright.gateway.key.KeyLimiter.Verdict;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.openai.RequestBody;
import org.arkwright.gateway.route.Balancer;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;

/** Forwards requests to a backend, and the responses back. */
public final class ProxyService implements HttpService {
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);

  /** How long a caller without a key may take to send what is discarded. */
  private static final Duration STRANGERS_TIMEOUT = Duration.ofSeconds(5);

  private final KeyAuthenticator authenticator;
  private final KeyLimiter limiter;
  private final Supplier<RoutingTable> table;
  private final Balancer balancer;
  private final ReadyBackends backends;
  private final Upstreams upstreams;
  private final RequestMeter meter;
  private final FatalRequests fatal = new FatalRequests();

  /** Creates the service over the parts of the gateway that requests share. */
  public ProxyService(
      KeyAuthenticator authenticator,
      KeyLimiter limiter,
      Supplier<RoutingTable> table,
      Balancer balancer,
      ReadyBackends backends,
      Upstreams upstreams,
      RequestMeter meter) {
    this.authenticator = authenticator;
    this.limiter = limiter;
    this.table = table;
    this.balancer = balancer;
    this.backends = backends;
    this.upstreams = upstreams;
    this.meter = meter;
  }

  /** The service for operations that are no chats, but are told as such. */
  public HttpService in(Dialect dialect) {
    return (context, request) -> serve(context, request, dialect);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return serve(context, request, Dialect.AS_IS);
  }

  private HttpResponse serve(ServiceRequestContext context, HttpRequest request, Dialect dialect) {
    Optional<AdmittedKey> key = authenticator.admit(request.headers());
    context.setRequestTimeout(key.isEmpty() ? STRANGERS_TIMEOUT : BODY_TIMEOUT);
    SlowRequests.closeConnection(context);
    if (key.isEmpty()) {
      return onceArrived(request, authenticator.refusal(request.headers()));
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
            .thenApply(aggregated -> {
              context.clearRequestTimeout();
              return answer(context, key.get(), verdict, aggregated, arrived, dialect);
            }));
  }

  /**
   * Delays a refusal until the rest of the request has been received and discarded: over HTTP/2 an
   * earlier response resets the stream, and clients report the reset instead of the response.
   */
  private static HttpResponse onceArrived(HttpRequest request, HttpResponse refusal) {
    return HttpResponse.of(request.filter(_ -> false).collect().handle((_, _) -> refusal));
  }

  private HttpResponse answer(
      ServiceRequestContext context,
      AdmittedKey key,
      Verdict verdict,
      AggregatedHttpRequest aggregated,
      long arrived,
      Dialect dialect) {
    return switch (dialect.read(aggregated.content().array(), context.path())) {
      case Dialect.Reading.Refused(GatewayError error) -> GatewayReplies.failure(error);
      case Dialect.Reading.Read(RequestBody body, String path, AnswerForm form) -> {
        Optional<Route> route = table.get().serving(new RouteName(key.project(), body.model()));
        if (route.isEmpty()) {
          yield GatewayReplies.failure(GatewayError.unknownModel(body.model()));
        }
        RouteName name = route.get().name();
        AdmittedRequest admitted =
            new AdmittedRequest(key, verdict, name, path, body, form, arrived);
        yield fatal
            .refusal(admitted, arrived)
            .map(GatewayReplies::failure)
            .orElseGet(() ->
                dispatch(
                    new BackendExchange(
                        admitted, context, balancer, table, upstreams, meter, fatal)));
      }
    };
  }

  private HttpResponse dispatch(BackendExchange exchange) {
    CompletableFuture<ReadyBackends.Taken> taken =
        backends.take(exchange.request().route(), exchange.context());
    return taken.isDone()
        ? answer(exchange, taken.join())
        : HttpResponse.of(taken.thenApply(later -> answer(exchange, later)));
  }

  private static HttpResponse answer(BackendExchange exchange, ReadyBackends.Taken taken) {
    return switch (taken) {
      case ReadyBackends.Taken.Refused(GatewayError error) -> GatewayReplies.failure(error);
      case ReadyBackends.Taken.Held(Lease lease) -> {
        exchange.hold(lease);
        yield start(exchange);
      }
    };
  }

  private static HttpResponse start(BackendExchange exchange) {
    return exchange.request().body().stream()
        ? HttpResponse.of(new StreamedAnswer(exchange))
        : new WholeAnswer(exchange).start();
  }
}
