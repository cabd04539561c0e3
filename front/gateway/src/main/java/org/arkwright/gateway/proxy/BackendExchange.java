package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.route.Balancer;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RoutingTable;
import org.jspecify.annotations.Nullable;

/**
 * The backends that one request has tried and the one that it holds. On the event loop of the
 * request.
 */
final class BackendExchange {
  private static final int ATTEMPTS_MAX = 3;

  private final AdmittedRequest caller;
  private final ServiceRequestContext context;
  private final Balancer balancer;
  private final Supplier<RoutingTable> table;
  private final Upstreams upstreams;
  private final RequestMeter meter;
  private final Set<String> tried = new TreeSet<>();
  private @Nullable Lease lease;
  private int attempts;
  private long sentNanos;

  BackendExchange(
      AdmittedRequest caller,
      ServiceRequestContext context,
      Balancer balancer,
      Supplier<RoutingTable> table,
      Upstreams upstreams,
      RequestMeter meter) {
    this.caller = caller;
    this.context = context;
    this.balancer = balancer;
    this.table = table;
    this.upstreams = upstreams;
    this.meter = meter;
  }

  AdmittedRequest caller() {
    return caller;
  }

  ServiceRequestContext context() {
    return context;
  }

  RequestMeter meter() {
    return meter;
  }

  /** Takes a place at a backend of the route as it is now; false when there is none. */
  boolean take() {
    Optional<Route> route = table.get().find(caller.route());
    Optional<Lease> taken = route.flatMap(now -> balancer.take(now, tried));
    lease = taken.orElse(null);
    return taken.isPresent();
  }

  /** The backend that it holds. */
  Lease lease() {
    Lease held = lease;
    if (held == null) {
      throw new IllegalStateException("no backend is held");
    }
    return held;
  }

  HttpResponse send() {
    attempts++;
    sentNanos = meter.now();
    Lease held = lease();
    try (var _ = context.push()) {
      return upstreams.send(
          held.backend(), caller.path(), caller.body().forwarded(held.backend().model()));
    }
  }

  long sentNanos() {
    return sentNanos;
  }

  /** Gives the place back, and takes another where one more attempt makes sense. */
  boolean retry() {
    Lease held = lease();
    held.failed();
    tried.add(held.backend().id());
    release();
    return attempts < ATTEMPTS_MAX && take();
  }

  /** Gives the place back, once. */
  void release() {
    Lease held = lease;
    lease = null;
    if (held != null) {
      held.close();
    }
  }

  /** Whether a status says that the backend did nothing and another may do better. */
  static boolean isWorthARetry(HttpStatus status) {
    return status.code() == 502 || status.code() == 503 || status.code() == 504;
  }

  static GatewayError unreachable(@Nullable Throwable cause) {
    return GatewayError.upstream(
        "No replica answered: "
            + (cause == null ? "all are overloaded" : cause.getClass().getSimpleName()));
  }
}
