package org.arkwright.scheduler.order;

import org.arkwright.model.job.Job;

/**
 * The default order, which needs no durations: fair between projects; within a project, the job
 * likely to end soonest goes first, by its {@link org.arkwright.model.job.Forecast} and its
 * attained time ({@link ExpectedRest}), times its devices. Each doubling of that product counts as
 * a submission ten days later, so a gang can be passed only by smaller ones submitted within ten
 * days per doubling: nothing starves.
 *
 * <p>A queued gang displaces a running job only where that pays: the gang's need, the cost of the
 * interruption and a margin must together be less than the running job's remaining need.
 */
public final class ForecastOrder implements OrderingPolicy {
  /**
   * Ten days: a shorter period turns an overloaded site into first come, first served; see
   * docs/research/philly.md.
   */
  private static final long AGING_NANOS = 240 * 3_600_000_000_000L;

  private static final long REVIEW_NANOS = 60_000_000_000L;

  /** The factor by which a running job must need longer, because forecasts are rough. */
  private static final int MARGIN = 2;

  private static final double LOG_2 = StrictMath.log(2);

  private final InterruptionCost cost;

  ForecastOrder() {
    this(InterruptionCost.BY_OWNERS_WORD);
  }

  /** Creates the order for a site with a better model of interruption costs. */
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
   * Jobs that free the most devices soonest go first, so a large gang counts by all it holds; while
   * run times are unknown, size alone is no reason to let a gang wait.
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
