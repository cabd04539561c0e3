package org.arkwright.gateway.route;

/**
 * Asked to bring up a deployment that has no backend. Called from an event loop, perhaps once for
 * every request, so it must neither block nor throw and must bear repetition; the answer is a newer
 * {@link RoutingTable}.
 */
@FunctionalInterface
public interface DeploymentWaker {
  void wake(RouteName route);
}
