package org.arkwright.gateway.route;

/**
 * Wakes a deployment that has no backend. Called from an event loop, possibly for every request, so
 * it must be idempotent and neither block nor throw; the result is a newer {@link RoutingTable}.
 */
@FunctionalInterface
public interface DeploymentWaker {
  void wake(RouteName route);
}
