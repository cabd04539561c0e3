package org.arkwright.model.deployment;

import org.arkwright.model.id.DeploymentName;

/**
 * The current desired state of a deployment.
 *
 * @param generation number of what its replicas run; never reused on a site, so replicas of older
 *     generations, even of a removed deployment of the same name, are told apart
 * @param wanted number of replicas now, within the spec's range
 * @param wantedSinceNanos when that number last changed
 */
public record Deployment(
    DeploymentSpec spec,
    long generation,
    String by,
    long createdAtNanos,
    int wanted,
    long wantedSinceNanos) {
  public DeploymentName name() {
    return spec.name();
  }
}
