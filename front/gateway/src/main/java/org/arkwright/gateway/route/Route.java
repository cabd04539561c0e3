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
 * @param unavailable why there is no backend; empty if not known
 */
public record Route(
    RouteName name,
    long createdAtNanos,
    List<Backend> backends,
    boolean wakes,
    Optional<Unavailable> unavailable) {

  /**
   * Why a route has no backend.
   *
   * @param reason as a sentence for clients
   * @param retrySeconds when a request may be worthwhile again
   */
  public record Unavailable(String reason, long retrySeconds) {}

  public Route {
    backends = List.copyOf(backends);
  }
}
