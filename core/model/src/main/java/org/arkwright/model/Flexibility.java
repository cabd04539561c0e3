package org.arkwright.model;

import java.time.Duration;

/**
 * How far a job lets itself be moved in time.
 *
 * @param deferrable whether it may start later than it could, for cheaper or cleaner energy
 * @param interruptible whether it may also be paused for that, as it goes on from a checkpoint
 * @param restartCost how much work each resumption repeats: the part since the last checkpoint, and
 *     starting
 */
public record Flexibility(boolean deferrable, boolean interruptible, Duration restartCost) {
  public static final Flexibility NONE = new Flexibility(false, false, Duration.ZERO);

  public Flexibility {
    if (restartCost.isNegative()) {
      throw new IllegalArgumentException("negative restart cost " + restartCost);
    }
  }

  /** Whether it may be moved at all. */
  public boolean some() {
    return deferrable || interruptible;
  }
}
