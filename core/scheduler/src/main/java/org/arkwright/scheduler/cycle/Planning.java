package org.arkwright.scheduler.cycle;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import org.arkwright.model.Plan;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.StopCause;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.energy.RunTime.Pause;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.quota.OwnersDemand;
import org.arkwright.scheduler.site.OnlySite;
import org.arkwright.scheduler.site.SiteChoices;
import org.arkwright.scheduler.site.SiteChooser;
import org.arkwright.scheduler.site.SiteCycle;
import org.arkwright.scheduler.site.SitePrices;
import org.arkwright.scheduler.site.SiteStates;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.PendingClass;

/**
 * The computation of one cycle, in the steps that {@code core/scheduler/README.md} draws; used
 * once. One site is a list of one: there is no second path for it.
 */
public final class Planning {
  private final ClusterView view;
  private final long nowNanos;
  private final OrderingPolicy ordering;
  private final EnergyWait energy;
  private final List<SiteCycle> siteCycles;
  private final CycleQuota quotas;
  private final CycleDraft draft;
  private final SiteChooser sites;
  private final CapacityClaims claims;

  /** Is told the choices of this cycle, where they are asked for. */
  private Optional<BiConsumer<Job, SiteChooser.Choice>> inquiry = Optional.empty();

  public Planning(
      ClusterView view,
      long nowNanos,
      SiteStates siteStates,
      EnergyWait energy,
      OrderingPolicy ordering) {
    this.view = view;
    this.nowNanos = nowNanos;
    this.energy = energy;
    this.ordering = ordering;
    siteCycles = siteStates.all().stream().map(state -> new SiteCycle(state, nowNanos)).toList();
    quotas =
        new CycleQuota(
            view,
            siteStates.capacity(),
            new OwnersDemand(view, this::couldEverRun, this::startable));
    draft = new CycleDraft(view, nowNanos, siteCycles, quotas);
    sites =
        view.site().sites().isPresent()
            ? new SiteChoices(siteCycles, new SitePrices(view), nowNanos)
            : new OnlySite(siteCycles.getFirst());
    claims = new CapacityClaims(draft, ordering);
  }

  /** Runs the cycle. */
  public Cycle run() {
    view.stopping().forEach(draft::release); // 1
    pause(); // 2
    PriorityQueue<QueueHead> queue = queue(); // 3
    while (!queue.isEmpty()) {
      QueueHead head = queue.remove();
      double share = share(head.pending());
      if (share > head.share()) {
        head.share(share); // Its project has started gangs since: it goes behind others.
        queue.add(head);
      } else if (startOrWait(head) && head.advance(nowNanos, this::held)) { // 4, 5, 6
        queue.add(head);
      }
    }
    draft.wakeAt(energy.nextStep(view, draft.started(), nowNanos)); // 7
    return draft.cycle(ordering);
  }

  /**
   * Runs the cycle, considering every gang, and tells its choices of site, those of a class in the
   * order of its gangs; not those of gangs that are held back, or that no site can hold.
   */
  void choices(BiConsumer<Job, SiteChooser.Choice> choices) {
    inquiry = Optional.of(choices);
    run();
  }

  /** Step 2: pauses jobs that should wait for energy, and jobs for which the site lacks power. */
  private void pause() {
    for (Plan.Pause entry : energy.pauses(view, nowNanos)) {
      draft.pause(view.job(entry.attempt().job()).orElseThrow(), entry.why());
    }
    for (Job job : draft.home().power().excess(draft.preemptible())) {
      draft.pause(job, StopCause.Paused.Why.POWER);
    }
  }

  /** Step 3: the first gang of each class that may start, in the order of the queue. */
  private PriorityQueue<QueueHead> queue() {
    PriorityQueue<QueueHead> queue = new PriorityQueue<>(QueueHead.ORDER);
    for (PendingClass pending : view.pending()) {
      QueueHead head = new QueueHead(pending, ordering, share(pending));
      if (head.advance(nowNanos, this::held)) {
        queue.add(head);
      }
    }
    return queue;
  }

  /**
   * Steps 4 to 6 for one gang: it gets a site, then starts there or obtains capacity for later.
   * Returns whether the next gang of its class is worth a look: a class drops out of the cycle at
   * its first gang that cannot start.
   */
  private boolean startOrWait(QueueHead head) {
    Job gang = head.gang();
    Optional<SiteChooser.Choice> chosen = sites.choose(gang, quotas::allowsNow); // 4
    if (chosen.isEmpty()) {
      return false;
    }
    SiteChooser.Choice choice = chosen.get();
    inquiry.ifPresent(choices -> choices.accept(gang, choice));
    if (choice.now() && quotas.allowsNow(gang)) {
      sites.starts(draft.start(gang, choice.siteCycle()), choice.siteCycle()); // 5
      return true;
    }
    if (head.isFirstToWait()) {
      claims.obtain(gang, choice.siteCycle()); // 6
    }
    if (choice.now()) {
      return false; // Quota holds it back, and so the rest of its class.
    }
    SiteChooser.Wait wait = sites.waits(gang, choice);
    draft.wakeAt(wait.chooseAgainNanos());
    return wait.nextMayStart() || inquiry.isPresent();
  }

  private double share(PendingClass pending) {
    return quotas.share(pending.project(), ordering, nowNanos);
  }

  /** Whether a queued gang waits for cheaper or cleaner energy. */
  private boolean held(Job gang) {
    Optional<Pause> pause = energy.hold(gang, nowNanos);
    pause.ifPresent(better -> draft.wakeAt(OptionalLong.of(better.untilNanos())));
    return pause.isPresent();
  }

  private boolean couldEverRun(GangShape shape) {
    return siteCycles.stream().anyMatch(siteCycle -> siteCycle.couldEverHold(shape));
  }

  /** The number of gangs of the class that are not waiting for energy. */
  private int startable(PendingClass pending) {
    int all = pending.gangs().size();
    return energy.isIdle() ? all : all - (int) pending.gangs().stream().filter(this::held).count();
  }
}
