package org.arkwright.worker.supervise;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * When a rank ended.
 *
 * @param epochNanos by the wall clock, in nanoseconds since the Unix epoch
 * @param monotonicNanos by the monotonic clock of this process; empty where it was not there
 */
record NotedEnd(long epochNanos, Optional<Long> monotonicNanos) {
  /** Just now. */
  static NotedEnd now() {
    return new NotedEnd(epochNanosNow(), Optional.of(System.nanoTime()));
  }

  /** As an earlier worker, or a file that outlived it, has noted. */
  static NotedEnd at(long epochNanos) {
    return new NotedEnd(epochNanos, Optional.empty());
  }

  /** For how long it has been over. */
  long agoNanos() {
    return agoNanos(epochNanosNow(), System.nanoTime());
  }

  /**
   * For how long it has been over when the clocks are there. The monotonic one stands still while
   * the machine sleeps, and the other may be set back, so the longer time is the right one.
   */
  long agoNanos(long epochNanosNow, long monotonicNanosNow) {
    long byWall = Math.max(0, epochNanosNow - epochNanos);
    return monotonicNanos.map(noted -> Math.max(byWall, monotonicNanosNow - noted)).orElse(byWall);
  }

  private static long epochNanosNow() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
