package org.arkwright.kernel.state;

import java.util.List;
import org.arkwright.model.deployment.Deployment;

/**
 * The deployments of a {@link StateImage}.
 *
 * @param deployments by name
 * @param lastGeneration the last generation assigned to any; 0 before the first
 */
public record DeploymentImage(List<Deployment> deployments, long lastGeneration) {
  public DeploymentImage {
    deployments = List.copyOf(deployments);
  }
}
