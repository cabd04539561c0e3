/**
 * Deployments at work: {@link org.arkwright.replica.DeploymentController} drives the reconciler,
 * probes replicas and publishes the gateway's routes; {@link org.arkwright.replica.ReplicaEngine}
 * gives each attempt of a replica its port and token.
 */
@NullMarked
package org.arkwright.replica;

import org.jspecify.annotations.NullMarked;
