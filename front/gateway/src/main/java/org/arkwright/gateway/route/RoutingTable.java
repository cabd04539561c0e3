package org.arkwright.gateway.route;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** All routes at one point in time, with an estimator for the prices at that time. Immutable. */
public final class RoutingTable {
  private final NavigableMap<RouteName, Route> routes;
  private final CostEstimator estimator;

  private RoutingTable(NavigableMap<RouteName, Route> routes, CostEstimator estimator) {
    this.routes = Collections.unmodifiableNavigableMap(routes);
    this.estimator = estimator;
  }

  /**
   * Returns a table of these routes.
   *
   * @throws IllegalArgumentException when two have the same name
   */
  public static RoutingTable of(Collection<Route> routes, CostEstimator estimator) {
    NavigableMap<RouteName, Route> table = new TreeMap<>();
    for (Route route : routes) {
      if (table.put(route.name(), route) != null) {
        throw new IllegalArgumentException("two routes are named " + route.name());
      }
    }
    return new RoutingTable(table, estimator);
  }

  /** Returns a table without routes. */
  public static RoutingTable empty() {
    return of(List.of(), CostEstimator.none());
  }

  public Optional<Route> find(RouteName name) {
    return Optional.ofNullable(routes.get(name));
  }

  /** Returns the route of a deployment, or of one of its adapters, as {@link Route#models}. */
  public Optional<Route> serving(RouteName asked) {
    int colon = asked.model().indexOf(Route.ADAPTER_MARK);
    return colon < 0
        ? find(asked)
        : find(new RouteName(asked.project(), asked.model().substring(0, colon)))
            .filter(route -> route.adapters().contains(asked.model().substring(colon + 1)));
  }

  /** All routes, by project and name. */
  public Collection<Route> routes() {
    return routes.values();
  }

  public CostEstimator estimator() {
    return estimator;
  }
}
