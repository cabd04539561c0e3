package org.arkwright.scheduler.cycle;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.arkwright.model.Plan;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.view.ClusterView;

/**
 * The outcome of one scheduling cycle: the plan, and the data needed to explain it later.
 *
 * <p>Immutable; keeps no view.
 */
public final class Cycle {
  /** An empty cycle, such as the one before the first. */
  public static Cycle idle(OrderingPolicy ordering) {
    return new Cycle(Plan.EMPTY, List.of(), List.of(), ordering, OptionalLong.empty());
  }

  private final Plan plan;
  private final List<JobId> ahead;
  private final OrderingPolicy ordering;
  private final OptionalLong nextCycleNanos;

  /**
   * @param reserving gangs for which capacity is reserved, in queue order
   * @param claimants gangs for which quota is reserved
   * @param ordering the policy that ordered the queue
   * @param nextCycleNanos see {@link #nextCycleNanos}
   */
  Cycle(
      Plan plan,
      List<JobId> reserving,
      List<JobId> claimants,
      OrderingPolicy ordering,
      OptionalLong nextCycleNanos) {
    this.plan = plan;
    this.ordering = ordering;
    this.nextCycleNanos = nextCycleNanos;
    ahead = Stream.concat(reserving.stream(), claimants.stream()).distinct().toList();
  }

  public Plan plan() {
    return plan;
  }

  /**
   * The time at which a plan may differ although nothing happened, such as when energy gets
   * cheaper; empty when there is none.
   */
  public OptionalLong nextCycleNanos() {
    return nextCycleNanos;
  }

  /**
   * Explains why a queued gang waits. The explanation is computed from the view at the time of the
   * call, so it is true at that time; this cycle only contributes the gangs for which it reserved
   * capacity. For many gangs see {@link Explanations}.
   *
   * @param queuedJob one of the view's pending gangs, or one that waits at its site
   */
  public Explanation explain(ClusterView view, Job queuedJob, long nowNanos) {
    return new Explanations(this, view, nowNanos).of(List.of(queuedJob)).getFirst();
  }

  /** The gangs for which it reserved capacity, in queue order, then those with quota. */
  List<JobId> ahead() {
    return ahead;
  }

  OrderingPolicy ordering() {
    return ordering;
  }
}
