/**
 * Deployments: replicas of a model behind one name, their scaling and their probes. Start at {@link
 * org.arkwright.model.deployment.DeploymentSpec}.
 */
package org.arkwright.model.deployment;
