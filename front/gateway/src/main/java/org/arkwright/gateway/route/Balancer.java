package org.arkwright.gateway.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Tracks the load and health of each backend, and picks the least loaded one. Any thread. */
public final class Balancer implements RouteLoads {
  private final Map<String, BackendState> backends = new ConcurrentHashMap<>();
  private final Map<RouteName, RouteState> routes = new ConcurrentHashMap<>();
  private final AtomicInteger rotation = new AtomicInteger();
  private final LongSupplier epochNanos;

  /** The load counters of a route. */
  private static final class RouteState {
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicLong lastActiveNanos = new AtomicLong();
  }

  /**
   * Creates a balancer without history.
   *
   * @param epochNanos the time in nanoseconds since the Unix epoch
   */
  public Balancer(LongSupplier epochNanos) {
    this.epochNanos = epochNanos;
  }

  /** A request's place at a backend, to be closed once. */
  public final class Lease {
    private final Backend backend;
    private final BackendState state;
    private final RouteState route;

    private Lease(Backend backend, BackendState state, RouteState route) {
      this.backend = backend;
      this.state = state;
      this.route = route;
    }

    public Backend backend() {
      return backend;
    }

    /** The number of requests that the backend is working on, including this one. */
    public int outstanding() {
      return state.outstanding();
    }

    /** Reports that the backend responded. */
    public void answered() {
      state.answered();
    }

    /** Reports that the backend did not respond. */
    public void failed() {
      state.failed(System.nanoTime());
    }

    public void close() {
      state.leave();
      route.outstanding.decrementAndGet();
      route.lastActiveNanos.set(epochNanos.getAsLong());
    }
  }

  /**
   * Leases the least loaded backend with a closed circuit; if all circuits are open, the least
   * loaded of all, because no other could respond.
   *
   * @param avoid ids of backends to take only if there is no other
   * @return empty when the route has no backend
   */
  public Optional<Lease> take(Route route, Set<String> avoid) {
    List<Backend> candidates = route.backends();
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    long now = System.nanoTime();
    int start = Math.floorMod(rotation.getAndIncrement(), candidates.size());
    Backend best = candidates.get(start);
    long bestWeight = Long.MAX_VALUE;
    for (int i = 0; i < candidates.size(); i++) {
      Backend candidate = candidates.get((start + i) % candidates.size());
      BackendState state = state(candidate.id());
      long weight =
          state.outstanding()
              + (state.admits(now) ? 0 : 1L << 32)
              + (avoid.contains(candidate.id()) ? 1L << 33 : 0);
      if (weight < bestWeight) {
        best = candidate;
        bestWeight = weight;
      }
    }
    BackendState state = enter(best.id(), now);
    RouteState load = load(route.name());
    load.outstanding.incrementAndGet();
    load.lastActiveNanos.set(epochNanos.getAsLong());
    return Optional.of(new Lease(best, state, load));
  }

  /** Counts a request that waits for a backend, until {@link #released}. */
  public void held(RouteName route) {
    RouteState load = load(route);
    load.held.incrementAndGet();
    load.lastActiveNanos.set(epochNanos.getAsLong());
  }

  public void released(RouteName route) {
    load(route).held.decrementAndGet();
  }

  /** Forgets idle backends that are not in the table. */
  public void follow(RoutingTable table) {
    Set<String> present =
        table.routes().stream()
            .flatMap(route -> route.backends().stream())
            .map(Backend::id)
            .collect(Collectors.toSet());
    for (String id : backends.keySet()) {
      if (!present.contains(id)) {
        backends.computeIfPresent(id, (_, state) -> state.outstanding() == 0 ? null : state);
      }
    }
  }

  @Override
  public RouteLoad of(RouteName route) {
    RouteState load = routes.get(route);
    return load == null
        ? RouteLoad.NONE
        : new RouteLoad(load.outstanding.get(), load.held.get(), load.lastActiveNanos.get());
  }

  @Override
  public int outstanding(String backendId) {
    BackendState state = backends.get(backendId);
    return state == null ? 0 : state.outstanding();
  }

  private BackendState state(String id) {
    return backends.computeIfAbsent(id, _ -> new BackendState());
  }

  /**
   * Counts a request of the backend. Within the map, as forgetting is: a request that entered a
   * state just forgotten would not be seen by whoever waits for the backend to be idle.
   */
  private BackendState enter(String id, long nowNanos) {
    return backends.compute(
        id,
        (_, known) -> {
          BackendState state = known == null ? new BackendState() : known;
          state.enter(nowNanos);
          return state;
        });
  }

  private RouteState load(RouteName route) {
    return routes.computeIfAbsent(route, _ -> new RouteState());
  }
}
