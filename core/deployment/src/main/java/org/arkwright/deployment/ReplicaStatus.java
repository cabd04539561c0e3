package org.arkwright.deployment;

import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;

/** The current status of replicas as observed from outside. */
public interface ReplicaStatus {
  Health health(AttemptId attempt);

  /** The number of requests in progress on the replica. */
  int outstanding(AttemptId attempt);

  Demand demand(DeploymentName deployment);

  /** The health of a replica by its probes. */
  enum Health {
    /** Not probed often enough to know. */
    UNKNOWN,
    /** It answers its probes. */
    READY,
    /** It has not answered any probe yet. */
    UNREADY,
    /** It has answered before and no longer does. */
    DEAD
  }

  /**
   * The demand on a deployment.
   *
   * @param outstanding requests in progress on its replicas
   * @param held requests waiting for a replica
   * @param lastActiveNanos when a request last arrived or ended; 0 when unknown
   */
  record Demand(int outstanding, int held, long lastActiveNanos) {
    public static final Demand NONE = new Demand(0, 0, 0);

    int busy() {
      return outstanding + held;
    }
  }
}
