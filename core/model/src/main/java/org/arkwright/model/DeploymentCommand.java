package org.arkwright.model;

import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;

/** A wish about a deployment. */
public sealed interface DeploymentCommand extends Command {
  /**
   * Make or change a deployment. What replicas run changing, they are replaced one by one. Refused
   * when the model does not exist.
   */
  record SetDeployment(DeploymentSpec spec, String by) implements DeploymentCommand {}

  /** Change its range of replicas alone. */
  record ScaleDeployment(DeploymentName deployment, Replicas replicas, String by)
      implements DeploymentCommand {}

  record RemoveDeployment(DeploymentName deployment, String by) implements DeploymentCommand {}

  /**
   * Have that many replicas, as near as the range allows. Changes nothing for a deployment that is
   * gone.
   */
  record WantReplicas(DeploymentName deployment, int count, String why)
      implements DeploymentCommand {}

  /**
   * Start a replica as the job of that id. Repeated, late or no longer wanted, it changes nothing.
   */
  record StartReplica(ReplicaOf replica, JobId job) implements DeploymentCommand {}
}
