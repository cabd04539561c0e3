package org.arkwright.twin.replay;

/**
 * What stopping a job early costs it.
 *
 * @param checkpointNanos how often it saves its work, in running time; 0 when it never does and
 *     starts over
 * @param restartNanos how much longer it runs after each stop
 */
public record Interruptions(long checkpointNanos, long restartNanos) {
  /** Jobs start over, for nothing more is known of them. */
  public static final Interruptions START_OVER = new Interruptions(0, 0);

  /** What is left to run after a stop. */
  long restNanos(long neededNanos, long ranNanos) {
    long saved = checkpointNanos == 0 ? 0 : ranNanos / checkpointNanos * checkpointNanos;
    return neededNanos - Math.min(saved, neededNanos) + restartNanos;
  }
}
