package org.arkwright.api.transfer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bound on bytes per second, with bursts of a fifth of a second. Who takes more than there is
 * waits as long as it takes to come, in turn: a debt is paid by those who come later. Thread-safe.
 */
public final class RateBucket {
  private static final long BURST_PARTS = 5;

  private final long bytesPerSecond;
  private final LongSupplier nanoClock;
  private long freeAtNanos;

  /**
   * @param bytesPerSecond the bound; 0 for none
   */
  public RateBucket(long bytesPerSecond, LongSupplier nanoClock) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoClock = nanoClock;
    this.freeAtNanos = nanoClock.getAsLong();
  }

  /** Takes so many bytes, and returns how long to wait before they are sent, in nanoseconds. */
  public synchronized long take(long bytes) {
    if (bytesPerSecond == 0) {
      return 0;
    }
    long now = nanoClock.getAsLong();
    long burst = TimeUnit.SECONDS.toNanos(1) / BURST_PARTS;
    freeAtNanos = Math.max(freeAtNanos, now - burst);
    freeAtNanos += (long) ((double) bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond);
    return Math.max(0, freeAtNanos - now);
  }
}
