package org.arkwright.scheduler.order;

import org.arkwright.model.job.Job;

/**
 * A named opinion on which gang goes first among those of equal priority. Pure.
 *
 * <p>Priority always comes first; then, where the policy is {@link #fairness fair}, the project
 * that has less; then the lower {@link #standing}; then the earlier submission.
 */
public interface OrderingPolicy {
  /** How projects take turns. */
  enum Fairness {
    /** They do not: one line for all. */
    NONE,
    /** Who holds less of the site now, by weight, goes first. */
    PRESENT,
    /** As {@code PRESENT}, with what was held before counting less and less. */
    DECAYED
  }

  /** The word that configuration and explanations use. */
  String name();

  /** How projects take turns. */
  Fairness fairness();

  /**
   * Where a queued gang stands; lower goes first. Does not change while the gang waits, so that a
   * line can be kept in order.
   */
  long standing(Job queued);

  /**
   * Whether the queued gang should take the place of a running job of the same project and
   * priority. Never both of a pair, whichever of them runs, so that two gangs do not take turns for
   * nothing.
   */
  default boolean displaces(Job queued, Job running, long nowNanos) {
    return false;
  }

  /**
   * How soon {@link #displaces} may change its mind although nothing happens, in nanoseconds; 0
   * when it never does.
   */
  default long reviewNanos() {
    return 0;
  }
}
