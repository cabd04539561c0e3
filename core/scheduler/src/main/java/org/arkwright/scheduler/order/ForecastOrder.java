package org.arkwright.scheduler.order;

import org.arkwright.model.Job;

/**
 * The default, which needs no durations: fair between projects; within a project, what is likely to
 * be over soonest goes first, by the job's {@link org.arkwright.model.Forecast} and what it has had
 * so far ({@link ExpectedRest}). A gang counts as submitted a day later for each doubling of what
 * it is expected to need, so what is a thousand times longer waits at most ten days behind what
 * came after it: nothing starves.
 *
 * <p>It takes a running job's place only where that pays: what the gang needs, what is lost by the
 * interruption and a margin must together be less than what the running job still needs.
 */
public final class ForecastOrder implements OrderingPolicy {
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final long REVIEW_NANOS = 60_000_000_000L;
  private static final double LOG_2 = StrictMath.log(2);

  private final InterruptionCost cost;
  private final long agingNanos;
  private final int margin;

  ForecastOrder() {
    this(InterruptionCost.STARTS_OVER, 24 * HOUR_NANOS, 2);
  }

  /**
   * For a site that knows more.
   *
   * @param agingNanos how much later a gang that is expected to need twice as long stands
   * @param margin how many times longer a running job must still need than the gang
   */
  public ForecastOrder(InterruptionCost cost, long agingNanos, int margin) {
    this.cost = cost;
    this.agingNanos = agingNanos;
    this.margin = margin;
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
    return gangNeeds < runningNeeds / margin - cost.nanos(running, nowNanos)
        && standing(queued, gangNeeds) < standing(running, runningNeeds);
  }

  @Override
  public long reviewNanos() {
    return REVIEW_NANOS;
  }

  private long standing(Job job, long needsNanos) {
    return job.submittedAtNanos()
        + (long) (agingNanos * (StrictMath.log((double) needsNanos) / LOG_2));
  }

  private static long rest(Job job, long attainedNanos) {
    return ExpectedRest.nanos(job.forecast(), attainedNanos);
  }
}
