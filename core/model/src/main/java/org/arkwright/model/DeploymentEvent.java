package org.arkwright.model;

import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.id.DeploymentName;

/** An event in the life of a deployment. The events of its replicas are those of their jobs. */
public sealed interface DeploymentEvent extends Event {
  DeploymentName deployment();

  /** Created or changed; the generation is new when what the replicas run has changed. */
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

  /** The deployment is gone, and its replicas are being stopped. */
  record DeploymentRemoved(DeploymentName deployment, String by, long atNanos)
      implements DeploymentEvent {}
}
