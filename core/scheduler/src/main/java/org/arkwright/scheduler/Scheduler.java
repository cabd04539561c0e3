package org.arkwright.scheduler;

import java.util.random.RandomGenerator;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;

/**
 * Decides which gang starts where. Pure: equal views, times and random states give equal plans. Not
 * tied to a thread; the view must not change during a call.
 */
public final class Scheduler {
  private final PlacementScore score;
  private final OrderingPolicy ordering;

  /** With the default policies. */
  public Scheduler() {
    this(PlacementScore.DEFAULT, Orderings.DEFAULT);
  }

  /**
   * With policies of choice.
   *
   * @param ordering the one that the views of {@link #plan} follow too
   */
  public Scheduler(PlacementScore score, OrderingPolicy ordering) {
    this.score = score;
    this.ordering = ordering;
  }

  /** The order in which gangs start. */
  public OrderingPolicy ordering() {
    return ordering;
  }

  /**
   * One cycle over all pending gangs: admit, order, place, backfill, preempt.
   *
   * @param random for policies that draw lots; the default ones do not
   */
  public Cycle plan(ClusterView view, long nowNanos, RandomGenerator random) {
    return new Planning(view, nowNanos, score, ordering).run();
  }
}
