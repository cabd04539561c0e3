package org.arkwright.gateway.proxy;

import com.linecorp.armeria.client.UnprocessedRequestException;
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
 * A request's exchange with the backends: those it has tried and the one it holds. Runs on the
 * request's event loop.
 */
final class BackendExchange {
  private static final int ATTEMPTS_MAX = 3;
  private static final int BROKEN_MAX = 1;

  private final AdmittedRequest admitted;
  private final ServiceRequestContext context;
  private final Balancer balancer;
  private final Supplier<RoutingTable> table;
  private final Upstreams upstreams;
  private final RequestMeter meter;
  private final Set<String> tried = new TreeSet<>();
  private @Nullable Lease lease;
  private int attempts;
  private int broken;
  private long sentNanos;

  BackendExchange(
      AdmittedRequest admitted,
      ServiceRequestContext context,
      Balancer balancer,
      Supplier<RoutingTable> table,
      Upstreams upstreams,
      RequestMeter meter) {
    this.admitted = admitted;
    this.context = context;
    this.balancer = balancer;
    this.table = table;
    this.upstreams = upstreams;
    this.meter = meter;
  }

  AdmittedRequest request() {
    return admitted;
  }

  ServiceRequestContext context() {
    return context;
  }

  RequestMeter meter() {
    return meter;
  }

  /** Uses a lease that was taken for this request. */
  void hold(Lease taken) {
    lease = taken;
  }

  /** Takes a lease of a backend of the current route; false when there is none. */
  private boolean take() {
    Optional<Route> route = table.get().find(admitted.route());
    Optional<Lease> newLease = route.flatMap(currentRoute -> balancer.take(currentRoute, tried));
    lease = newLease.orElse(null);
    return newLease.isPresent();
  }

  /** The lease of the current backend. */
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
          held.backend(), admitted.path(), admitted.body().forwarded(held.backend().model()));
    }
  }

  long sentNanos() {
    return sentNanos;
  }

  boolean holdsBackend() {
    return lease != null;
  }

  /**
   * Releases the backend after a failure, and takes another if one more attempt is worthwhile. A
   * request under which a backend broke goes to one other: it may have been killed, or the request
   * may have killed it, and must not kill them all.
   *
   * @param failure null where the backend answered that it cannot take the request
   */
  boolean retry(@Nullable Throwable failure) {
    Lease held = lease();
    held.failed();
    tried.add(held.backend().id());
    release();
    if (failure != null && !(failure instanceof UnprocessedRequestException)) {
      broken++;
    }
    return attempts < ATTEMPTS_MAX && broken <= BROKEN_MAX && take();
  }

  /** Releases the backend, if any is held. */
  void release() {
    Lease held = lease;
    lease = null;
    if (held != null) {
      held.close();
    }
  }

  /** Whether a status means that the backend did nothing and another one may succeed. */
  static boolean isRetryable(HttpStatus status) {
    return status.code() == 502 || status.code() == 503 || status.code() == 504;
  }

  static GatewayError unreachable(@Nullable Throwable cause) {
    return GatewayError.upstream(
        "No replica answered: "
            + (cause == null ? "all are overloaded" : cause.getClass().getSimpleName()));
  }
}
