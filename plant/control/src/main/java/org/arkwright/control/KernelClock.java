package org.arkwright.control;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time that commands are decided at: the wall clock, except that it never goes back. Where the
 * wall clock does, this one runs on at half speed until the wall has caught up, so that timeouts
 * still fire and events stay in order. One thread.
 */
public final class KernelClock {
  private final InstantSource wall;
  private final LongSupplier monotonicNanos;
  private long lastNanos;
  private long lastMonotonicNanos;

  /**
   * @param firstNanos the earliest time it may show: that of the journal's last event
   */
  public KernelClock(InstantSource wall, LongSupplier monotonicNanos, long firstNanos) {
    this.wall = wall;
    this.monotonicNanos = monotonicNanos;
    this.lastNanos = firstNanos;
    this.lastMonotonicNanos = monotonicNanos.getAsLong();
  }

  /** Nanoseconds since the Unix epoch. */
  public long nowNanos() {
    long wallNanos = nanos(wall.instant());
    long monotonic = monotonicNanos.getAsLong();
    lastNanos = Math.max(wallNanos, lastNanos + (monotonic - lastMonotonicNanos) / 2);
    lastMonotonicNanos = monotonic;
    return lastNanos;
  }

  /** That moment in nanoseconds since the Unix epoch. */
  public static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
