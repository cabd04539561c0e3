package org.arkwright.model;

import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;

/** A request to change a deployment. */
public sealed interface DeploymentCommand extends Command {
  /**
   * Creates or changes a deployment. If what the replicas run changes, they are replaced one by
   * one. Refused when the model does not exist.
   */
  record SetDeployment(DeploymentSpec spec) implements DeploymentCommand {}

  /** Changes only the range of replicas. */
  record ScaleDeployment(DeploymentName deployment, Replicas replicas)
      implements DeploymentCommand {}

  record RemoveDeployment(DeploymentName deployment) implements DeploymentCommand {}

  /**
   * Sets the number of wanted replicas, clamped to the range. Changes nothing when the deployment
   * has been removed.
   */
  record WantReplicas(DeploymentName deployment, int count, String why)
      implements DeploymentCommand {}

  /**
   * Starts a replica as a job with the given id. A repeated, late or no longer wanted command
   * changes nothing.
   */
  record StartReplica(ReplicaOf replica, JobId job) implements DeploymentCommand {}
}
