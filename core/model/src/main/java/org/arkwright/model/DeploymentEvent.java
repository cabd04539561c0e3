package org.arkwright.model;

import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.id.DeploymentName;

/** Happened to a deployment. Its replicas' lives are those of their jobs. */
public sealed interface DeploymentEvent extends Event {
  DeploymentName deployment();

  /** New, or changed; of another generation when what its replicas run is another. */
  record DeploymentSet(DeploymentSpec spec, long generation, String by, long atNanos)
      implements DeploymentEvent {
    @Override
    public DeploymentName deployment() {
      return spec.name();
    }
  }

  /** The load, or the lack of it, calls for another number of replicas. */
  record ReplicasWanted(DeploymentName deployment, int count, String why, long atNanos)
      implements DeploymentEvent {}

  /** Its replicas are stopped from here on. */
  record DeploymentRemoved(DeploymentName deployment, String by, long atNanos)
      implements DeploymentEvent {}
}
