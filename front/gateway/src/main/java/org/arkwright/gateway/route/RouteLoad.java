package org.arkwright.gateway.route;

/**
 * The load of a route.
 *
 * @param outstanding the number of requests that backends are working on
 * @param held the number of requests that wait for a backend
 * @param lastActiveNanos when a request last arrived or ended, in nanoseconds since the Unix epoch;
 *     0 when none did since the gateway's start
 */
public record RouteLoad(int outstanding, int held, long lastActiveNanos) {
  /** The load of a route without any request so far. */
  public static final RouteLoad NONE = new RouteLoad(0, 0, 0);
}
