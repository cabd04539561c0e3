package org.arkwright.dispatch;

import java.time.Duration;

/**
 * How long workers and their control plane wait for one another.
 *
 * @param lease how long a worker keeps its ranks without an answer
 * @param margin how much longer the engine waits before it calls the node lost
 * @param parting the lease given when the control plane ends in good order and leaves its jobs
 *     running
 */
public record LeaseTerms(Duration lease, Duration margin, Duration parting) {
  /**
   * Long enough for a restart of the control plane, short enough for a node that is gone; jobs that
   * are left running are kept for a month.
   */
  public static final LeaseTerms DEFAULT =
      new LeaseTerms(Duration.ofSeconds(15), Duration.ofSeconds(3), Duration.ofDays(30));
}
