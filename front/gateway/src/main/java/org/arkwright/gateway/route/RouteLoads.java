package org.arkwright.gateway.route;

/** What the gateway knows of the load, for scaling and for draining. Safe for any thread. */
public interface RouteLoads {
  RouteLoad of(RouteName route);

  /**
   * Requests that the backend works on. A backend that has left the table and shows 0 here gets
   * nothing more and can be stopped.
   */
  int outstanding(String backendId);
}
