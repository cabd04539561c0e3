package org.arkwright.gateway.route;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A deployment as the gateway sees it.
 *
 * @param createdAtNanos when it was created, in nanoseconds since the Unix epoch
 * @param backends the backends that may get requests; one removed from the list finishes its
 *     requests
 * @param wakes whether requests are held, and the {@link DeploymentWaker} called, while there is no
 *     backend
 * @param unavailable why there is no backend; empty if not known
 * @param adapters that clients may ask for, as {@code NAME:ADAPTER}; in alphabetical order
 */
public record Route(
    RouteName name,
    long createdAtNanos,
    List<Backend> backends,
    boolean wakes,
    Optional<Unavailable> unavailable,
    SortedSet<String> adapters) {
  /** Stands between the names of a deployment and of an adapter. */
  static final char ADAPTER_MARK = ':';

  /** A route without adapters. */
  public Route(
      RouteName name,
      long createdAtNanos,
      List<Backend> backends,
      boolean wakes,
      Optional<Unavailable> unavailable) {
    this(name, createdAtNanos, backends, wakes, unavailable, Collections.emptySortedSet());
  }

  /**
   * Why a route has no backend.
   *
   * @param reason as a sentence for clients
   * @param retrySeconds when a request may be worthwhile again
   */
  public record Unavailable(String reason, long retrySeconds) {}

  public Route {
    backends = List.copyOf(backends);
    adapters = Collections.unmodifiableSortedSet(new TreeSet<>(adapters));
  }

  /** The names that clients may ask for: the deployment's own, and one for each adapter. */
  public List<String> models() {
    return Stream.concat(
            Stream.of(name.model()),
            adapters.stream().map(adapter -> name.model() + ADAPTER_MARK + adapter))
        .toList();
  }
}
