package org.arkwright.scheduler;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.cycle.Planning;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.site.SiteStates;
import org.arkwright.scheduler.view.ClusterView;

/**
 * The scheduler. Equal views, times and random states give equal plans; what it caches between
 * cycles only makes it faster. Belongs to one thread; the view must not change during a call.
 */
public final class Scheduler {
  private final PlacementScore score;
  private final OrderingPolicy ordering;
  private Optional<SiteStates> siteStates = Optional.empty();
  private Optional<EnergyWait> energyWait = Optional.empty();

  /** Creates a scheduler with the default policies. */
  public Scheduler() {
    this(PlacementScore.DEFAULT, Orderings.DEFAULT);
  }

  /**
   * Creates a scheduler with the given policies.
   *
   * @param ordering the policy by which the views of {@link #plan} are ordered as well
   */
  public Scheduler(PlacementScore score, OrderingPolicy ordering) {
    this.score = score;
    this.ordering = ordering;
  }

  /** Creates a scheduler with the policies that a site configures. */
  public Scheduler(SiteSettings site) {
    this(
        site.policies()
            .map(SiteSettings.Policies::placement)
            .filter(weights -> !weights.isEmpty())
            .map(weights -> PlacementScore.weighted(weights, site))
            .orElse(PlacementScore.DEFAULT),
        site.policies()
            .flatMap(SiteSettings.Policies::ordering)
            .flatMap(Orderings::named)
            .orElse(Orderings.DEFAULT));
  }

  /** The policy that orders the queue. */
  public OrderingPolicy ordering() {
    return ordering;
  }

  /**
   * Runs one cycle over all pending gangs: admit, order, place, backfill, preempt.
   *
   * @param random for randomised policies; the default ones do not use it
   */
  public Cycle plan(ClusterView view, long nowNanos, RandomGenerator random) {
    return plan(view, nowNanos);
  }

  private Cycle plan(ClusterView view, long nowNanos) {
    boolean nothingPending = view.pending().isEmpty() || view.nodes().isEmpty();
    boolean nothingToPause = view.power().isEmpty() && view.interruptible().isEmpty();
    return nothingPending && nothingToPause
        ? Cycle.idle(ordering)
        : new Planning(view, nowNanos, siteStatesOf(view), energyWaitOf(view), ordering).run();
  }

  private EnergyWait energyWaitOf(ClusterView view) {
    if (energyWait.isEmpty() || !energyWait.get().isCurrentFor(view)) {
      energyWait = Optional.of(EnergyWait.of(view));
    }
    return energyWait.get();
  }

  private SiteStates siteStatesOf(ClusterView view) {
    if (siteStates.isEmpty() || !siteStates.get().catchUp(view)) {
      siteStates = Optional.of(new SiteStates(view, score));
    }
    return siteStates.get();
  }
}
