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
  private long epoch = -1;
  private long endNanos;

  /** Creates a lease that starts now. */
  public Lease(LongSupplier nanoClock, Duration first) {
    this.nanoClock = nanoClock;
    this.endNanos = nanoClock.getAsLong() + first.toNanos();
  }

  /**
   * Renews the lease from an answer. Answers arrive in any order, and one start of a control plane
   * never takes back what it has granted: its last word, the long lease of an orderly stop, may
   * answer an older request than its last but one. A later start replaces what earlier ones have
   * granted, and their belated answers have no effect.
   *
   * @param serverEpoch the number of the start that answers
   */
  public synchronized void renew(long serverEpoch, long requestSentAtNanos, Duration length) {
    long end = requestSentAtNanos + length.toNanos();
    if (serverEpoch > epoch || (serverEpoch == epoch && end - endNanos > 0)) {
      epoch = serverEpoch;
      endNanos = end;
    }
  }

  /** The remaining time; zero or negative once the lease has expired. */
  public synchronized Duration left() {
    return Duration.ofNanos(endNanos - nanoClock.getAsLong());
  }
}
