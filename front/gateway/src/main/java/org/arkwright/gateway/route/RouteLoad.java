package org.arkwright.gateway.route;

/**
 * How busy a route is.
 *
 * @param outstanding requests that a backend works on
 * @param held requests that wait for a backend
 * @param lastActiveNanos when a request last arrived or ended, in nanoseconds since the Unix epoch;
 *     0 when none ever did in this gateway's life
 */
public record RouteLoad(int outstanding, int held, long lastActiveNanos) {
  /** Nothing has happened. */
  public static final RouteLoad NONE = new RouteLoad(0, 0, 0);
}
