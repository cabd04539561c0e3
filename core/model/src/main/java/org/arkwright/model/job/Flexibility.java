package org.arkwright.model.job;

import java.time.Duration;

/**
 * How far a job may be shifted in time for cheaper or cleaner energy.
 *
 * @param deferrable whether it may start later than it could
 * @param interruptible whether it may also be paused, because it resumes from a checkpoint; only
 *     for deferrable jobs
 * @param restartCost time that each resumption costs: starting, and repeating the work since the
 *     last checkpoint
 */
public record Flexibility(boolean deferrable, boolean interruptible, Duration restartCost) {
  /** A job that starts as soon as it can and is never paused. */
  public static final Flexibility NONE = new Flexibility(false, false, Duration.ZERO);

  /** The cost of a resumption where the user gives none. */
  public static final Duration RESTART_COST_USUAL = Duration.ofMinutes(1);

  public Flexibility {
    if (restartCost.isNegative() || (interruptible && !deferrable)) {
      throw new IllegalArgumentException(
          "negative restart cost, or interruptible but not deferrable: " + restartCost);
    }
  }
}
