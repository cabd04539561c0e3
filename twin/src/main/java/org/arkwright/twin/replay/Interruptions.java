package org.arkwright.twin.replay;

/**
 * The cost of stopping a job early.
 *
 * @param checkpointNanos the interval at which it saves its work, in run time; 0 when it never does
 *     and starts over
 * @param restartNanos extra run time after each stop
 */
public record Interruptions(long checkpointNanos, long restartNanos) {
  /** Jobs start over, because nothing more is known about them. */
  public static final Interruptions START_OVER = new Interruptions(0, 0);

  /** The remaining run time after a stop. */
  long remainingNanos(long neededNanos, long ranNanos) {
    long saved = checkpointNanos == 0 ? 0 : ranNanos / checkpointNanos * checkpointNanos;
    return neededNanos - Math.min(saved, neededNanos) + restartNanos;
  }
}
