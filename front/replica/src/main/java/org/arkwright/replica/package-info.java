/**
 * The server's side of deployments. {@link org.arkwright.replica.DeploymentController}, where to
 * start reading, drives the reconciler, probes replicas and publishes the gateway's routes; {@link
 * org.arkwright.replica.ReplicaEngine} gives each attempt of a replica its port and token.
 */
@NullMarked
package org.arkwright.replica;

import org.jspecify.annotations.NullMarked;
