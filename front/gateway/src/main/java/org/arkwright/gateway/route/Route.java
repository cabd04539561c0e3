package org.arkwright.gateway.route;

import java.util.List;
import java.util.Optional;

/**
 * A deployment as the gateway sees it.
 *
 * @param createdAtNanos when it was created, in nanoseconds since the Unix epoch
 * @param backends the backends that may get requests; one removed from the list finishes its
 *     requests
 * @param wakes whether requests are held, and the {@link DeploymentWaker} called, while there is no
 *     backend
 * @param unavailableReason why there is no backend, as a sentence for clients; empty if not known
 */
public record Route(
    RouteName name,
    long createdAtNanos,
    List<Backend> backends,
    boolean wakes,
    Optional<String> unavailableReason) {
  public Route {
    backends = List.copyOf(backends);
  }
}
