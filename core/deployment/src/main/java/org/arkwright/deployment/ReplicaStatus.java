package org.arkwright.deployment;

import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;

/** What is seen of replicas from outside at this moment. */
public interface ReplicaStatus {
  Health health(AttemptId attempt);

  /** Requests that the replica works on. */
  int outstanding(AttemptId attempt);

  Demand demand(DeploymentName deployment);

  /** How a replica answers its probes. */
  enum Health {
    /** Not asked often enough to know. */
    UNKNOWN,
    /** It answers. */
    READY,
    /** It has not answered yet, however often it was asked. */
    UNREADY,
    /** It has answered, and does not any more. */
    DEAD
  }

  /**
   * What is asked of a deployment.
   *
   * @param outstanding requests that its replicas work on
   * @param held requests that wait for a replica
   * @param lastActiveNanos when a request last came or ended; 0 when that is not known
   */
  record Demand(int outstanding, int held, long lastActiveNanos) {
    public static final Demand NONE = new Demand(0, 0, 0);

    int busy() {
      return outstanding + held;
    }
  }
}
