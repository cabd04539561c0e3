/**
 * The routes from models to backends. The controller of deployments publishes a {@link
 * org.arkwright.gateway.route.RoutingTable} whenever it changes, wakes a sleeping deployment when
 * the {@link org.arkwright.gateway.route.DeploymentWaker} is called, and scales by {@link
 * org.arkwright.gateway.route.RouteLoads}. {@link org.arkwright.gateway.route.Balancer} picks the
 * backend of each request.
 */
@NullMarked
package org.arkwright.gateway.route;

import org.jspecify.annotations.NullMarked;
