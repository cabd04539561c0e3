package org.arkwright.gateway.route;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend's load and its circuit: after three failures in a row it gets nothing for a while,
 * which doubles each time; then a single request tries whether it is back.
 */
final class BackendState {
  private static final int FAILURES_TO_BREAK = 3;
  private static final long PAUSE_FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int DOUBLINGS_MAX = 6;

  private final AtomicInteger outstanding = new AtomicInteger();
  private volatile int failures;
  private long brokenUntilNanos;

  int outstanding() {
    return outstanding.get();
  }

  void enter(long nowNanos) {
    outstanding.incrementAndGet();
    if (failures >= FAILURES_TO_BREAK) {
      pause(nowNanos); // While this one tries, the others go elsewhere.
    }
  }

  void leave() {
    outstanding.decrementAndGet();
  }

  synchronized boolean admits(long nowNanos) {
    return failures < FAILURES_TO_BREAK || nowNanos - brokenUntilNanos >= 0;
  }

  synchronized void answered() {
    failures = 0;
  }

  synchronized void failed(long nowNanos) {
    failures++;
    pause(nowNanos);
  }

  private synchronized void pause(long nowNanos) {
    int doublings = Math.clamp(failures - FAILURES_TO_BREAK, 0, DOUBLINGS_MAX);
    brokenUntilNanos = nowNanos + (PAUSE_FIRST_NANOS << doublings);
  }
}
