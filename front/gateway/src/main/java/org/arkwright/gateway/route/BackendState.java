package org.arkwright.gateway.route;

import java.util.concurrent.atomic.AtomicInteger;
import org.arkwright.model.unit.Backoff;

/**
 * A backend's load and circuit breaker: after three failures in a row it gets no requests for a
 * pause, which doubles with each further failure; then a single request probes it.
 */
final class BackendState {
  private static final int FAILURES_TO_OPEN = 3;

  /** Without a random part: one gateway asks, and one request of it. */
  private static final Backoff PAUSES = Backoff.ofMillis(500, 32_000);

  private final AtomicInteger outstanding = new AtomicInteger();
  private volatile int failures;
  private long openUntilNanos;

  int outstanding() {
    return outstanding.get();
  }

  void enter(long nowNanos) {
    outstanding.incrementAndGet();
    if (failures >= FAILURES_TO_OPEN) {
      pause(nowNanos); // While this request probes, the others go elsewhere.
    }
  }

  void leave() {
    outstanding.decrementAndGet();
  }

  synchronized boolean admits(long nowNanos) {
    return failures < FAILURES_TO_OPEN || nowNanos - openUntilNanos >= 0;
  }

  synchronized void answered() {
    failures = 0;
  }

  synchronized void failed(long nowNanos) {
    failures++;
    pause(nowNanos);
  }

  private synchronized void pause(long nowNanos) {
    openUntilNanos = nowNanos + PAUSES.most(failures - FAILURES_TO_OPEN + 1).toNanos();
  }
}
