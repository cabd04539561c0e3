package org.arkwright.gateway.route;

/** The load of routes and backends, for scaling and draining. Any thread. */
public interface RouteLoads {
  RouteLoad of(RouteName route);

  /**
   * Returns the number of requests that the backend is working on. A backend that is no longer in
   * the table and returns 0 here gets no more requests and can be stopped.
   */
  int outstanding(String backendId);
}
