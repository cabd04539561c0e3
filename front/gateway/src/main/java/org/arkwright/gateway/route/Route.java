package org.arkwright.gateway.route;

import java.util.List;
import java.util.Optional;

/**
 * A deployment as the gateway sees it.
 *
 * @param createdAtNanos when it was made, in nanoseconds since the Unix epoch
 * @param backends those that may get requests now; a backend that leaves this list finishes what it
 *     has
 * @param wakes whether requests are held, and the {@link DeploymentWaker} asked, while there is no
 *     backend
 * @param trouble why there is no backend, as clients should read it; empty when all is well
 */
public record Route(
    RouteName name,
    long createdAtNanos,
    List<Backend> backends,
    boolean wakes,
    Optional<String> trouble) {
  public Route {
    backends = List.copyOf(backends);
  }
}
