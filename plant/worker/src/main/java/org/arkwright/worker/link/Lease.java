package org.arkwright.worker.link;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time for which this worker may keep its ranks. It is measured by a monotonic clock from the
 * sending of a request, so it expires no later than the control plane assumes, whatever the delay
 * of the answer and the setting of the wall clock. Thread-safe.
 */
public final class Lease {
  private final LongSupplier nanoClock;
  private long sentAtNanos;
  private long endNanos;

  /** Creates a lease that starts now. */
  public Lease(LongSupplier nanoClock, Duration first) {
    this.nanoClock = nanoClock;
    this.sentAtNanos = nanoClock.getAsLong();
    this.endNanos = sentAtNanos + first.toNanos();
  }

  /** Renews the lease from an answer, unless a later request has been answered already. */
  public synchronized void renew(long requestSentAtNanos, Duration length) {
    if (requestSentAtNanos - sentAtNanos >= 0) {
      sentAtNanos = requestSentAtNanos;
      endNanos = requestSentAtNanos + length.toNanos();
    }
  }

  /** The remaining time; zero or negative once the lease has expired. */
  public synchronized Duration left() {
    return Duration.ofNanos(endNanos - nanoClock.getAsLong());
  }
}
