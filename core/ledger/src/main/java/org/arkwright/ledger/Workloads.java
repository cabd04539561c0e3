package org.arkwright.ledger;

import org.arkwright.model.JobSpec;
import org.arkwright.model.Workload;

/** Which workload a job is booked under. */
public final class Workloads {
  /** The label of a replica's job, with the name of its deployment. */
  public static final String DEPLOYMENT_LABEL = "arkwright.deployment";

  private Workloads() {}

  static Workload of(JobSpec spec) {
    String deployment = spec.labels().get(DEPLOYMENT_LABEL);
    return deployment == null
        ? new Workload(Workload.Kind.JOB, spec.name())
        : new Workload(Workload.Kind.DEPLOYMENT, deployment);
  }
}
