package org.arkwright.scheduler.order;

import org.arkwright.model.job.Job;

/**
 * A named policy that orders gangs of equal priority; pure.
 *
 * <p>Priority always comes first; then, where the policy is {@link #fairness fair}, the project
 * with the smaller share; then the lower {@link #standing}; then the earlier submission.
 */
public interface OrderingPolicy {
  /** The fairness between projects. */
  enum Fairness {
    /** None: one queue for all. */
    NONE,
    /** The project that holds less of the site now, by weight, goes first. */
    PRESENT,
    /** Like {@code PRESENT}, plus past holdings with a decaying weight. */
    DECAYED
  }

  /** The name in configuration and explanations. */
  String name();

  /** The fairness between projects. */
  Fairness fairness();

  /**
   * The sort key of a queued gang; lower goes first. Must not change while the gang waits, so that
   * a queue can be kept sorted.
   */
  long standing(Job queued);

  /**
   * Whether the queued gang should displace a running job of the same project and priority. Never
   * true for both of a pair, whichever of them runs, so that two gangs do not keep displacing each
   * other.
   */
  default boolean displaces(Job queued, Job running, long nowNanos) {
    return false;
  }

  /**
   * The time in nanoseconds after which {@link #displaces} may answer differently although nothing
   * happened; 0 when it never does.
   */
  default long reviewNanos() {
    return 0;
  }
}
