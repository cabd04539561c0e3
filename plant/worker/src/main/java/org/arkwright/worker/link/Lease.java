package org.arkwright.worker.link;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long this worker may answer for its ranks. Counted by a monotonic clock from the moment a
 * request was sent, so it ends no later than the control plane thinks, whatever the answer's way
 * back took and however the wall clock is set. Safe for any thread.
 */
public final class Lease {
  private final LongSupplier nanoClock;
  private long sentAtNanos;
  private long endNanos;

  /** A first lease from now on. */
  public Lease(LongSupplier nanoClock, Duration first) {
    this.nanoClock = nanoClock;
    this.sentAtNanos = nanoClock.getAsLong();
    this.endNanos = sentAtNanos + first.toNanos();
  }

  /** Takes the lease from an answer, unless the answer to a later request came before. */
  public synchronized void renew(long requestSentAtNanos, Duration length) {
    if (requestSentAtNanos - sentAtNanos >= 0) {
      sentAtNanos = requestSentAtNanos;
      endNanos = requestSentAtNanos + length.toNanos();
    }
  }

  /** What is left; zero or negative once it has ended. */
  public synchronized Duration left() {
    return Duration.ofNanos(endNanos - nanoClock.getAsLong());
  }
}
