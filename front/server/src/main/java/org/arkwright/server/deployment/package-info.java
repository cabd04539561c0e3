/**
 * Deployments at work: {@link org.arkwright.server.deployment.DeploymentKeeper} drives the
 * reconciler, probes replicas and publishes the gateway's routes; {@link
 * org.arkwright.server.deployment.ReplicaEngine} gives each attempt of a replica its port and
 * token.
 */
@NullMarked
package org.arkwright.server.deployment;

import org.jspecify.annotations.NullMarked;
