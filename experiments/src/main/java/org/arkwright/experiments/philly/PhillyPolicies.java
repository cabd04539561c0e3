package org.arkwright.experiments.philly;

import java.time.Duration;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.order.ForecastOrder;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;

/** Policies beside those that sites can choose, to tell what each part of the default brings. */
final class PhillyPolicies {
  /** The default, told what a preemption costs under the protocol's rules. */
  static final OrderingPolicy COST_TOLD =
      new Named(
          "forecast, cost told", new ForecastOrder((job, _) -> VirtualCluster.cost(job)), true);

  /** The default as a site gets it: a preempted job is taken to start over. */
  static final OrderingPolicy SHIPPED = new Named("forecast, as shipped", Orderings.DEFAULT, true);

  /** The default's order alone. */
  static final OrderingPolicy NO_PREEMPTION =
      new Named("forecast, no preemption", Orderings.DEFAULT, false);

  /** Shortest remaining time first with preemption, told each job's length. */
  static final OrderingPolicy SRTF = new RemainingTime();

  private PhillyPolicies() {}

  private record Named(String name, OrderingPolicy policy, boolean preempts)
      implements OrderingPolicy {
    @Override
    public Fairness fairness() {
      return policy.fairness();
    }

    @Override
    public long standing(Job queued) {
      return policy.standing(queued);
    }

    @Override
    public boolean displaces(Job queued, Job running, long nowNanos) {
      return preempts && policy.displaces(queued, running, nowNanos);
    }

    @Override
    public long reviewNanos() {
      return preempts ? policy.reviewNanos() : 0;
    }
  }

  private record RemainingTime() implements OrderingPolicy {
    @Override
    public String name() {
      return "srtf, told";
    }

    @Override
    public Fairness fairness() {
      return Fairness.NONE;
    }

    @Override
    public long standing(Job queued) {
      return remaining(queued, queued.servedNanos());
    }

    @Override
    public boolean displaces(Job queued, Job running, long nowNanos) {
      return standing(queued) < remaining(running, running.attainedNanos(nowNanos));
    }

    private static long remaining(Job job, long attainedNanos) {
      long length =
          job.spec().scheduling().expectedDuration().map(Duration::toNanos).orElse(Long.MAX_VALUE);
      return Math.max(0, length - attainedNanos);
    }
  }
}
