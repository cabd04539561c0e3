package org.arkwright.scheduler.order;

import org.arkwright.model.job.Job;

/**
 * Least attained service, discretised into two queues (Gu et al., Tiresias, NSDI 2019, section
 * 3.3): jobs that have used less than one device-hour go first, in order of submission, and may
 * displace those that have used more. A job without devices counts as one device.
 */
final class LeastAttainedOrder implements OrderingPolicy {
  private static final long THRESHOLD_NANOS = 3_600_000_000_000L;
  private static final long REVIEW_NANOS = 60_000_000_000L;

  @Override
  public String name() {
    return "least-attained";
  }

  @Override
  public Fairness fairness() {
    return Fairness.NONE;
  }

  @Override
  public long standing(Job queued) {
    return queue(queued, queued.servedNanos());
  }

  @Override
  public boolean displaces(Job queued, Job running, long nowNanos) {
    return standing(queued) < queue(running, running.attainedNanos(nowNanos));
  }

  @Override
  public long reviewNanos() {
    return REVIEW_NANOS;
  }

  private static int queue(Job job, long attainedNanos) {
    long devices = Math.max(1, job.spec().amount().deviceThousandths() / 1000);
    return attainedNanos >= THRESHOLD_NANOS / devices ? 1 : 0;
  }
}
