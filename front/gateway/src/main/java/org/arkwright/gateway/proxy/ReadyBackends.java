package org.arkwright.gateway.proxy;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.route.Balancer;
import org.arkwright.gateway.route.Balancer.Lease;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.Route.Unavailable;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;

/** Finds a backend for a request, and wakes the deployment if it sleeps. Any thread. */
public final class ReadyBackends {
  private final Supplier<RoutingTable> table;
  private final Balancer balancer;
  private final HeldRequests held;

  /** Creates the finder over the parts of the gateway that requests share. */
  public ReadyBackends(Supplier<RoutingTable> table, Balancer balancer, HeldRequests held) {
    this.table = table;
    this.balancer = balancer;
    this.held = held;
  }

  /** A backend, or why there is none. */
  public sealed interface Taken {
    /** A backend, whose lease has to be closed. */
    record Held(Lease lease) implements Taken {}

    /** No backend, and the answer to the client. */
    record Refused(GatewayError error) implements Taken {}
  }

  /** Takes a backend now, or once the deployment has woken; completes on the request's loop. */
  public CompletableFuture<Taken> take(RouteName name, ServiceRequestContext context) {
    Optional<Route> route = table.get().find(name);
    if (route.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Taken.Refused(GatewayError.unknownModel(name.model())));
    }
    Optional<Lease> now = lease(name);
    if (now.isPresent()) {
      return CompletableFuture.completedFuture(new Taken.Held(now.get()));
    }
    if (!route.get().wakes()) {
      return CompletableFuture.completedFuture(new Taken.Refused(unavailable(route)));
    }
    return held.hold(name, context).thenApply(outcome -> outcome(name, context, outcome));
  }

  private Taken outcome(
      RouteName name, ServiceRequestContext context, HeldRequests.Outcome outcome) {
    return switch (outcome) {
      case READY -> {
        // A client that has left while waiting needs no backend.
        Optional<Lease> lease = context.isCancelled() ? Optional.empty() : lease(name);
        yield lease
            .<Taken>map(Taken.Held::new)
            .orElseGet(() -> new Taken.Refused(unavailable(table.get().find(name))));
      }
      case TOO_LONG ->
          new Taken.Refused(
              GatewayError.unavailable(
                  "The model did not wake in time%s; try again."
                      .formatted(
                          table
                              .get()
                              .find(name)
                              .flatMap(Route::unavailable)
                              .map(known -> ": " + known.reason())
                              .orElse(""))));
      case TOO_MANY ->
          new Taken.Refused(
              GatewayError.unavailable("Too many requests are waiting for models to wake."));
    };
  }

  private Optional<Lease> lease(RouteName name) {
    return table.get().find(name).flatMap(route -> balancer.take(route, Set.of()));
  }

  /** The answer while a model has no backend: why, and when to come again. */
  static GatewayError unavailable(Optional<Route> route) {
    return route
        .flatMap(Route::unavailable)
        .map((Unavailable known) -> GatewayError.unavailable(known.reason(), known.retrySeconds()))
        .orElseGet(() -> GatewayError.unavailable("No replica of this model is ready; try again."));
  }
}
