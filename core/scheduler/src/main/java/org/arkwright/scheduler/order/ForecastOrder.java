package org.arkwright.scheduler.order;

import org.arkwright.model.job.Job;

/**
 * The default, which needs no durations: fair between projects; within a project, what is likely to
 * be over soonest goes first, by the job's {@link org.arkwright.model.job.Forecast} and what it has
 * had so far ({@link ExpectedRest}), times its devices. A gang counts as submitted ten days later
 * for each doubling of that, so only what came within ten days for each doubling that it is smaller
 * can pass a gang: nothing waits for ever.
 *
 * <p>It takes a running job's place only where that pays: what the gang needs, what is lost by the
 * interruption and a margin must together be less than what the running job still needs.
 */
public final class ForecastOrder implements OrderingPolicy {
  /**
   * Ten days: less makes an overloaded site first come, first served; see docs/research/philly.md.
   */
  private static final long AGING_NANOS = 240 * 3_600_000_000_000L;

  private static final long REVIEW_NANOS = 60_000_000_000L;

  /** How many times longer a running job must still need: forecasts are rough. */
  private static final int MARGIN = 2;

  private static final double LOG_2 = StrictMath.log(2);

  private final InterruptionCost cost;

  ForecastOrder() {
    this(InterruptionCost.STARTS_OVER);
  }

  /** For a site that knows more of what an interruption costs. */
  public ForecastOrder(InterruptionCost cost) {
    this.cost = cost;
  }

  @Override
  public String name() {
    return "forecast";
  }

  @Override
  public Fairness fairness() {
    return Fairness.PRESENT;
  }

  @Override
  public long standing(Job queued) {
    return standing(queued, rest(queued, queued.servedNanos()));
  }

  @Override
  public boolean displaces(Job queued, Job running, long nowNanos) {
    long gangNeeds = rest(queued, queued.servedNanos());
    long runningNeeds = rest(running, running.attainedNanos(nowNanos));
    return gangNeeds < runningNeeds / MARGIN - cost.nanos(running, nowNanos)
        && standing(queued, gangNeeds) < standing(running, runningNeeds);
  }

  @Override
  public long reviewNanos() {
    return REVIEW_NANOS;
  }

  /**
   * What frees the most devices soonest goes first, so a large gang counts by all it holds; while
   * nothing is known of run times, size alone is no reason to let a gang wait.
   */
  private long standing(Job job, long needsNanos) {
    long devices =
        job.forecast().runNanos().isEmpty()
            ? 1
            : Math.max(1, job.spec().amount().deviceThousandths() / 1000);
    double doublings = StrictMath.log((double) needsNanos * devices) / LOG_2;
    return job.submittedAtNanos() + (long) (AGING_NANOS * doublings);
  }

  private static long rest(Job job, long attainedNanos) {
    return ExpectedRest.nanos(job.forecast(), attainedNanos);
  }
}
