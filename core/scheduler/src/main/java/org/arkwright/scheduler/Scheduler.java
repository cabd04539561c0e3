package org.arkwright.scheduler;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides which gang starts where. Equal views, times and random states give equal plans; what it
 * remembers between cycles only makes it faster. Belongs to one thread; the view must not change
 * during a call.
 */
public final class Scheduler {
  private final PlacementScore score;
  private Optional<Memory> memory = Optional.empty();

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
    return plan(view, nowNanos);
  }

  private Cycle plan(ClusterView view, long nowNanos) {
    boolean nothingToDo = view.pending().isEmpty() || view.nodes().isEmpty();
    return nothingToDo ? Cycle.NONE : new Planning(view, nowNanos, memoryOf(view)).run();
  }

  private Memory memoryOf(ClusterView view) {
    if (memory.isEmpty() || !memory.get().follows(view)) {
      memory = Optional.of(new Memory(view, score));
    }
    return memory.get();
  }
}
