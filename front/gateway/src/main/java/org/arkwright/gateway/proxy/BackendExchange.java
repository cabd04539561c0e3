package org.arkwright.gateway.proxy;

import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ProtocolViolationException;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
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
  private final FatalRequests fatal;
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
      RequestMeter meter,
      FatalRequests fatal) {
    this.admitted = admitted;
    this.context = context;
    this.balancer = balancer;
    this.table = table;
    this.upstreams = upstreams;
    this.meter = meter;
    this.fatal = fatal;
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
          held.backend(),
          admitted.path(),
          admitted.body().forwarded(admitted.upstream(held.backend())));
    }
  }

  /** Sees whether the backend tells that this request ended its model. */
  void look(HttpHeaders told) {
    if (FatalRequests.isFatal(told)) {
      fatal.remember(admitted, meter.now());
    }
  }

  /** The memory that answers share which are read to their end. */
  AnswerRoom room() {
    return upstreams.room();
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

  /** Whether an answer of that status is handed on: any other makes no sense to a client. */
  static boolean isAnswer(HttpStatus status) {
    return status.isSuccess() || (status.code() >= 400 && status.code() < 600);
  }

  static GatewayError senseless(HttpStatus status) {
    return GatewayError.upstream(
        "The model's server answered with status %d, expected 200 or an error."
            .formatted(status.code()));
  }

  /** Whether a status means that the backend did nothing and another one may succeed. */
  static boolean isRetryable(HttpStatus status) {
    return status.code() == 502 || status.code() == 503 || status.code() == 504;
  }

  static GatewayError unreachable(@Nullable Throwable cause) {
    return GatewayError.upstream("No replica answered: " + reason(cause));
  }

  /** Says in words how an exchange with a backend broke. */
  static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> "all are overloaded";
      case UnprocessedRequestException _ -> "it could not be reached";
      case ClosedSessionException _, ClosedStreamException _ -> "the connection was closed";
      case ProtocolViolationException _ -> "its answer is not HTTP";
      case TimeoutException _ -> "it took too long";
      case IllegalStateException empty -> String.valueOf(empty.getMessage());
      default -> cause.getClass().getSimpleName();
    };
  }
}
