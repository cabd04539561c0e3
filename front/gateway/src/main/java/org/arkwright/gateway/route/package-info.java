/**
 * Where requests can go. Whoever runs deployments publishes a {@link
 * org.arkwright.gateway.route.RoutingTable} each time it changes, is asked through {@link
 * org.arkwright.gateway.route.DeploymentWaker} for one that sleeps, and scales by what {@link
 * org.arkwright.gateway.route.RouteLoads} tells.
 */
@NullMarked
package org.arkwright.gateway.route;

import org.jspecify.annotations.NullMarked;
