package org.arkwright.twin.replay;

/**
 * What the run time of one attempt was spent on; its sum is the time that the attempt ran, without
 * the start-up of rented nodes.
 *
 * @param workNanos work that the job keeps
 * @param lostNanos work that was done and not saved when the attempt was stopped
 * @param restartNanos getting back to where an earlier stop left the job
 */
public record Spent(long workNanos, long lostNanos, long restartNanos) {
  /** Of an attempt that never ran. */
  public static final Spent NOTHING = new Spent(0, 0, 0);
}
