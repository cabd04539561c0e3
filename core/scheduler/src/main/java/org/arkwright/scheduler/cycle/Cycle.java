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
import org.arkwright.scheduler.site.SiteChoices;
import org.arkwright.scheduler.site.SiteStates;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.SiteView;

/**
 * The outcome of one scheduling cycle: the plan, and what is needed to explain it later.
 *
 * <p>Immutable; holds no view.
 */
public final class Cycle {
  /** A cycle that plans nothing, such as the one before the first. */
  public static Cycle idle(OrderingPolicy ordering) {
    return new Cycle(Plan.EMPTY, List.of(), List.of(), ordering, OptionalLong.empty());
  }

  private final Plan plan;
  private final List<JobId> ahead;
  private final OrderingPolicy ordering;
  private final OptionalLong lookNanos;

  /**
   * @param keepers gangs for which room is kept, in the order of their turns
   * @param claimants gangs for which quota is kept
   * @param ordering how the line was ordered
   * @param lookNanos see {@link #lookNanos}
   */
  Cycle(
      Plan plan,
      List<JobId> keepers,
      List<JobId> claimants,
      OrderingPolicy ordering,
      OptionalLong lookNanos) {
    this.plan = plan;
    this.ordering = ordering;
    this.lookNanos = lookNanos;
    ahead = Stream.concat(keepers.stream(), claimants.stream()).distinct().toList();
  }

  public Plan plan() {
    return plan;
  }

  /** When a plan may differ although nothing happened, as energy is cheaper then; else empty. */
  public OptionalLong lookNanos() {
    return lookNanos;
  }

  /**
   * Why a queued gang waits, worked out for the view as it is at the time of the call, so that what
   * it says is true then; this cycle only adds for whom it kept room.
   *
   * @param queuedJob one of the view's pending gangs
   */
  public Explanation explain(ClusterView view, Job queuedJob, long nowNanos) {
    boolean preempting =
        plan.preempts().stream()
            .anyMatch(
                preempt -> preempt.by().equals(queuedJob.id()) && lives(view, preempt.victim()));
    PendingQueue line = new PendingQueue(view, ordering, nowNanos);
    Optional<SiteChoices.Choice> choice = choice(view, queuedJob, nowNanos);
    String site = choice.map(made -> made.ground().site().name()).orElseGet(() -> someSite(view));
    return new Explanation(
        new Diagnosis(
                SiteView.of(view, site),
                view.site().terms(site),
                queuedJob,
                nowNanos,
                ahead,
                preempting)
            .reason(),
        line.position(queuedJob),
        line.length(),
        ordering.name(),
        site,
        choice.map(made -> made.offers().get()).orElse(List.of()));
  }

  /** What a cycle that began now would choose, as a whole cycle decides who is ahead where. */
  private Optional<SiteChoices.Choice> choice(ClusterView view, Job queuedJob, long nowNanos) {
    if (view.site().sites().isEmpty()) {
      return Optional.empty();
    }
    SiteStates grounds = new SiteStates(view, PlacementScore.DEFAULT);
    return new Planning(view, nowNanos, grounds, EnergyWait.of(view), ordering)
        .choiceFor(queuedJob.id());
  }

  private static String someSite(ClusterView view) {
    boolean home =
        view.nodes().isEmpty()
            || view.nodes().stream().anyMatch(node -> node.spec().site().equals(Site.HOME));
    return home ? Site.HOME : view.nodes().iterator().next().spec().site();
  }

  private static boolean lives(ClusterView view, AttemptId attempt) {
    return view.job(attempt.job())
        .flatMap(job -> job.state().liveAttempt())
        .map(live -> live.id().equals(attempt))
        .orElse(false);
  }
}
