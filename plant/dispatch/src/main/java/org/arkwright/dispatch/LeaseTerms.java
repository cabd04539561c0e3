package org.arkwright.dispatch;

import java.time.Duration;

/**
 * The durations that workers and their control plane wait for one another.
 *
 * @param lease the time for which a worker keeps its ranks without an answer
 * @param margin the additional time before the engine declares the node lost
 * @param parting the lease granted when the control plane shuts down cleanly and leaves its jobs
 *     running
 */
public record LeaseTerms(Duration lease, Duration margin, Duration parting) {
  /**
   * The defaults: long enough for a person to restart the control plane, short enough to detect a
   * dead node; jobs left running by a clean shutdown are kept for a month.
   */
  public static final LeaseTerms DEFAULT =
      new LeaseTerms(Duration.ofMinutes(1), Duration.ofSeconds(3), Duration.ofDays(30));

  /** Returns these terms with another lease. */
  public LeaseTerms with(Duration other) {
    return new LeaseTerms(other, margin, parting);
  }
}
