package org.arkwright.model.job;

import java.time.Duration;

/**
 * How far a job lets itself be moved in time, for cheaper or cleaner energy.
 *
 * @param deferrable whether it may start later than it could
 * @param interruptible whether it may also be paused, as it goes on from a checkpoint; only of jobs
 *     that are deferrable
 * @param restartCost how much time each resumption takes: starting, and repeating what was done
 *     since the last checkpoint
 */
public record Flexibility(boolean deferrable, boolean interruptible, Duration restartCost) {
  /** Starts when it can, and is never paused. */
  public static final Flexibility NONE = new Flexibility(false, false, Duration.ZERO);

  /** A resumption's cost where the user names none. */
  public static final Duration RESTART_COST_USUAL = Duration.ofMinutes(1);

  public Flexibility {
    if (restartCost.isNegative() || (interruptible && !deferrable)) {
      throw new IllegalArgumentException(
          "negative restart cost, or interruptible but not deferrable: " + restartCost);
    }
  }
}
