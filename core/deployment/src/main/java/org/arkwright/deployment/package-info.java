/**
 * The control loop of deployments: {@link org.arkwright.deployment.Reconciler} compares desired
 * with existing replicas and returns the commands that close the gap. Pure: the server and the twin
 * drive it with their own time and replica status.
 */
package org.arkwright.deployment;
