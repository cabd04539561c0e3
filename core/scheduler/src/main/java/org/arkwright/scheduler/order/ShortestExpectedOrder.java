package org.arkwright.scheduler.order;

import java.time.Duration;
import org.arkwright.model.job.Job;

/**
 * Shortest job first by {@code expectedDuration}; a job without one counts by its timeout, and goes
 * last without either. Starvation is possible: a stream of short jobs passes a long one.
 */
final class ShortestExpectedOrder implements OrderingPolicy {
  private static final long SECONDS_MAX = Long.MAX_VALUE / 1_000_000_000L;

  @Override
  public String name() {
    return "shortest-expected";
  }

  @Override
  public Fairness fairness() {
    return Fairness.NONE;
  }

  @Override
  public long standing(Job queued) {
    return queued
        .spec()
        .scheduling()
        .expectedDuration()
        .or(() -> queued.spec().execution().timeout())
        .filter(length -> length.toSeconds() < SECONDS_MAX)
        .map(Duration::toNanos)
        .orElse(Long.MAX_VALUE);
  }
}
