package org.arkwright.scheduler.cycle;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.arkwright.model.Plan;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.site.Site;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.explain.Diagnosis;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.site.SiteChooser;
import org.arkwright.scheduler.site.SiteStates;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.SiteView;

/**
 * The outcome of one scheduling cycle: the plan, and the data needed to explain it later.
 *
 * <p>Immutable; keeps no view.
 */
public final class Cycle {
  /** An empty cycle, such as the one before the first. */
  public static Cycle idle(OrderingPolicy ordering) {
    return new Cycle(Plan.EMPTY, List.of(), List.of(), ordering, OptionalLong.empty());
  }

  private final Plan plan;
  private final List<JobId> ahead;
  private final OrderingPolicy ordering;
  private final OptionalLong nextCycleNanos;

  /**
   * @param reserving gangs for which capacity is reserved, in queue order
   * @param claimants gangs for which quota is reserved
   * @param ordering the policy that ordered the queue
   * @param nextCycleNanos see {@link #nextCycleNanos}
   */
  Cycle(
      Plan plan,
      List<JobId> reserving,
      List<JobId> claimants,
      OrderingPolicy ordering,
      OptionalLong nextCycleNanos) {
    this.plan = plan;
    this.ordering = ordering;
    this.nextCycleNanos = nextCycleNanos;
    ahead = Stream.concat(reserving.stream(), claimants.stream()).distinct().toList();
  }

  public Plan plan() {
    return plan;
  }

  /**
   * The time at which a plan may differ although nothing happened, such as when energy gets
   * cheaper; empty when there is none.
   */
  public OptionalLong nextCycleNanos() {
    return nextCycleNanos;
  }

  /**
   * Explains why a queued gang waits. The explanation is computed from the view at the time of the
   * call, so it is true at that time; this cycle only contributes the gangs for which it reserved
   * capacity.
   *
   * @param queuedJob one of the view's pending gangs
   */
  public Explanation explain(ClusterView view, Job queuedJob, long nowNanos) {
    boolean preempting =
        plan.preempts().stream()
            .anyMatch(
                preempt -> preempt.by().equals(queuedJob.id()) && isLive(view, preempt.victim()));
    PendingQueue queue = new PendingQueue(view, ordering, nowNanos);
    Optional<SiteChooser.Choice> choice = choice(view, queuedJob, nowNanos);
    String site =
        choice.map(chosen -> chosen.siteCycle().site().name()).orElseGet(() -> anySite(view));
    return new Explanation(
        new Diagnosis(
                SiteView.of(view, site),
                view.site().terms(site),
                queuedJob,
                nowNanos,
                ahead,
                preempting)
            .reason(),
        queue.position(queuedJob),
        queue.length(),
        ordering.name(),
        site,
        choice.map(chosen -> chosen.offers().get()).orElse(List.of()));
  }

  /**
   * Returns the choice of a cycle that began now; only a full cycle determines which gangs are
   * ahead at each site.
   */
  private Optional<SiteChooser.Choice> choice(ClusterView view, Job queuedJob, long nowNanos) {
    if (view.site().sites().isEmpty()) {
      return Optional.empty();
    }
    SiteStates siteStates = new SiteStates(view, PlacementScore.DEFAULT);
    return new Planning(view, nowNanos, siteStates, EnergyWait.of(view), ordering)
        .choiceFor(queuedJob.id());
  }

  private static String anySite(ClusterView view) {
    boolean home =
        view.nodes().isEmpty()
            || view.nodes().stream().anyMatch(node -> node.spec().site().equals(Site.HOME));
    return home ? Site.HOME : view.nodes().iterator().next().spec().site();
  }

  private static boolean isLive(ClusterView view, AttemptId attempt) {
    return view.job(attempt.job())
        .flatMap(job -> job.state().liveAttempt())
        .map(live -> live.id().equals(attempt))
        .orElse(false);
  }
}
