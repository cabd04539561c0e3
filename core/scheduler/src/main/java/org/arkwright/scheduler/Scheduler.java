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
 * Decides which gang starts where. Equal views, times and random states give equal plans; what it
 * remembers between cycles only makes it faster. Belongs to one thread; the view must not change
 * during a call.
 */
public final class Scheduler {
  private final PlacementScore score;
  private final OrderingPolicy ordering;
  private Optional<SiteStates> grounds = Optional.empty();
  private Optional<EnergyWait> energy = Optional.empty();

  /** With the default policies. */
  public Scheduler() {
    this(PlacementScore.DEFAULT, Orderings.DEFAULT);
  }

  /**
   * With policies of choice.
   *
   * @param ordering the one that the views of {@link #plan} follow too
   */
  public Scheduler(PlacementScore score, OrderingPolicy ordering) {
    this.score = score;
    this.ordering = ordering;
  }

  /** With the policies that a site names. */
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

  /** The order in which gangs start. */
  public OrderingPolicy ordering() {
    return ordering;
  }

  /**
   * One cycle over all pending gangs: admit, order, place, backfill, preempt.
   *
   * @param random for policies that draw lots; the default ones do not
   */
  public Cycle plan(ClusterView view, long nowNanos, RandomGenerator random) {
    return plan(view, nowNanos);
  }

  private Cycle plan(ClusterView view, long nowNanos) {
    boolean nothingWaits = view.pending().isEmpty() || view.nodes().isEmpty();
    boolean nothingPauses = view.power().isEmpty() && view.interruptible().isEmpty();
    return nothingWaits && nothingPauses
        ? Cycle.idle(ordering)
        : new Planning(view, nowNanos, groundsOf(view), energyOf(view), ordering).run();
  }

  private EnergyWait energyOf(ClusterView view) {
    if (energy.isEmpty() || !energy.get().holdsFor(view)) {
      energy = Optional.of(EnergyWait.of(view));
    }
    return energy.get();
  }

  private SiteStates groundsOf(ClusterView view) {
    if (grounds.isEmpty() || !grounds.get().follows(view)) {
      grounds = Optional.of(new SiteStates(view, score));
    }
    return grounds.get();
  }
}
