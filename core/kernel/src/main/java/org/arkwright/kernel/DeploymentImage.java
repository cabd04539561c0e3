package org.arkwright.kernel;

import java.util.List;
import org.arkwright.model.Deployment;

/**
 * The deployments of a {@link StateImage}.
 *
 * @param deployments by name
 * @param lastGeneration the last generation given to any; 0 before the first
 */
public record DeploymentImage(List<Deployment> deployments, long lastGeneration) {
  public DeploymentImage {
    deployments = List.copyOf(deployments);
  }
}
