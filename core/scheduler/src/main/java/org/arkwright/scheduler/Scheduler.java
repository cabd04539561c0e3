package org.arkwright.scheduler;

import java.util.random.RandomGenerator;

/**
 * Decides which gang starts where. Pure: equal views, times and random states give equal plans. Not
 * tied to a thread; the view must not change during a call.
 */
public final class Scheduler {
  private final PlacementScore score;

  /** With the default placement policies. */
  public Scheduler() {
    this(PlacementScore.DEFAULT);
  }

  public Scheduler(PlacementScore score) {
    this.score = score;
  }

  /**
   * One cycle over all pending gangs: admit, order, place, backfill, preempt.
   *
   * @param random for policies that draw lots; the default ones do not
   */
  public Cycle plan(ClusterView view, long nowNanos, RandomGenerator random) {
    return new Planning(view, nowNanos, score).run();
  }
}
