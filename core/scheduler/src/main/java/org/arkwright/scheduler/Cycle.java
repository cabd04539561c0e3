package org.arkwright.scheduler;

import java.util.List;
import org.arkwright.model.Job;
import org.arkwright.model.JobId;
import org.arkwright.model.PendingReason;
import org.arkwright.model.Plan;

/**
 * The outcome of one scheduling cycle: the plan, and what is needed to explain it later.
 *
 * <p>Immutable; holds no view.
 */
public final class Cycle {
  /** The cycle before the first: nothing is planned. */
  public static final Cycle NONE = new Cycle(Plan.EMPTY, List.of(), List.of());

  private final Plan plan;
  private final List<JobId> keepers;
  private final List<JobId> claimants;

  Cycle(Plan plan, List<JobId> keepers, List<JobId> claimants) {
    this.plan = plan;
    this.keepers = List.copyOf(keepers);
    this.claimants = List.copyOf(claimants);
  }

  public Plan plan() {
    return plan;
  }

  /**
   * Why a queued gang waits, worked out for the view as it is now.
   *
   * @param queuedJob one of the view's pending gangs
   */
  public Explanation explain(ClusterView view, Job queuedJob, long nowNanos) {
    PendingReason reason =
        new PendingReason(
            PendingReason.Code.PENDING_EVALUATION, "Not looked at yet.", List.of(), "Wait.");
    return new Explanation(reason, keepers.size() + claimants.size(), 0);
  }
}
