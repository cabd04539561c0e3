package org.arkwright.model.deployment;

import org.arkwright.model.id.DeploymentName;

/**
 * A deployment as it is wanted now.
 *
 * @param generation numbers what its replicas run; never given twice on a site, so replicas of an
 *     older one, also of a removed namesake, are told apart
 * @param wanted replicas now, within the spec's range
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
