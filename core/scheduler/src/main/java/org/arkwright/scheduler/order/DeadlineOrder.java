package org.arkwright.scheduler.order;

import java.time.Instant;
import org.arkwright.model.job.Job;

/** Earliest deadline first (Liu and Layland, JACM 1973); jobs without a deadline come last. */
final class DeadlineOrder implements OrderingPolicy {
  private static final long SECONDS_MAX = Long.MAX_VALUE / 1_000_000_000L;

  @Override
  public String name() {
    return "deadline";
  }

  @Override
  public Fairness fairness() {
    return Fairness.NONE;
  }

  @Override
  public long standing(Job queued) {
    return queued.spec().scheduling().deadline().map(DeadlineOrder::nanos).orElse(Long.MAX_VALUE);
  }

  private static long nanos(Instant instant) {
    long seconds = Math.clamp(instant.getEpochSecond(), -SECONDS_MAX + 1, SECONDS_MAX - 1);
    return seconds * 1_000_000_000L + instant.getNano();
  }
}
