package org.arkwright.control;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The clock by which commands are decided: the wall clock, except that it never goes back. When the
 * wall clock does, this one continues at half speed until the wall clock has caught up, so that
 * timeouts still fire and events stay in order. Not thread-safe.
 */
public final class KernelClock {
  private final InstantSource wall;
  private final LongSupplier monotonicNanos;
  private long lastNanos;
  private long lastMonotonicNanos;

  /**
   * @param firstNanos the earliest time to return: that of the journal's last event
   */
  public KernelClock(InstantSource wall, LongSupplier monotonicNanos, long firstNanos) {
    this.wall = wall;
    this.monotonicNanos = monotonicNanos;
    this.lastNanos = firstNanos;
    this.lastMonotonicNanos = monotonicNanos.getAsLong();
  }

  /** Returns the time in nanoseconds since the Unix epoch. */
  public long nowNanos() {
    long wallNanos = nanos(wall.instant());
    long monotonic = monotonicNanos.getAsLong();
    lastNanos = Math.max(wallNanos, lastNanos + (monotonic - lastMonotonicNanos) / 2);
    lastMonotonicNanos = monotonic;
    return lastNanos;
  }

  /** Converts the instant to nanoseconds since the Unix epoch. */
  public static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
