package org.arkwright.dispatch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a worker counts as there after the last answer to it. Measured by a monotonic clock, so
 * that nobody's wall clock matters. One thread renews it; any may ask.
 */
final class WorkerLease {
  private final LongSupplier nanoClock;
  private final long lengthNanos;
  private volatile long endNanos;

  /** Creates a lease that starts now. */
  WorkerLease(LongSupplier nanoClock, Duration length) {
    this.nanoClock = nanoClock;
    this.lengthNanos = length.toNanos();
    this.endNanos = nanoClock.getAsLong() + lengthNanos;
  }

  void renew() {
    endNanos = nanoClock.getAsLong() + lengthNanos;
  }

  boolean isOver() {
    return endNanos - nanoClock.getAsLong() < 0;
  }
}
