package org.arkwright.scheduler;

import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Decides which gang starts where. Equal views, times and random states give equal plans; what it
 * remembers between cycles only makes it faster. Belongs to one thread; the view must not change
 * during a call.
 */
public final class Scheduler {
  private final PlacementScore score;
  private Surroundings surroundings = new Surroundings(WorkloadMix.NONE, new TreeMap<>());
  private PlacementScore adapted;

  /** With the default placement policies. */
  public Scheduler() {
    this(PlacementScore.DEFAULT);
  }

  public Scheduler(PlacementScore score) {
    this.score = score;
    this.adapted = score;
  }

  /**
   * One cycle over all pending gangs: admit, order, place, backfill, preempt.
   *
   * @param random for policies that draw lots; the default ones do not
   */
  public Cycle plan(ClusterView view, long nowNanos, RandomGenerator random) {
    return new Planning(view, nowNanos, adapted(view)).run();
  }

  // Policies remember what they worked out, as long as what they know of the site stays the same.
  private PlacementScore adapted(ClusterView view) {
    Surroundings now = Surroundings.of(WorkloadMix.of(view), view.nodes());
    if (!now.equals(surroundings)) {
      surroundings = now;
      adapted = score.on(now);
    }
    return adapted;
  }
}
