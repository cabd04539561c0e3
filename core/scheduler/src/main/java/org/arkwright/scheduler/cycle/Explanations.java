package org.arkwright.scheduler.cycle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.site.Site;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.explain.Diagnosis;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.explain.SiteQueueReason;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.site.SiteChooser;
import org.arkwright.scheduler.site.SiteStates;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.SiteView;

/**
 * The explanations of why gangs wait, as of one cycle and one time: one diagnosis for each class of
 * interchangeable gangs, one planning for the sites of all, one pass for all positions.
 *
 * <p>Diagnoses and sites are kept from the first gang of a class on; positions are those at the
 * call. So it may be asked again after the view has changed, for as long as its answers may be old,
 * but not after a node has joined or was lost. Belongs to the view's thread.
 */
public final class Explanations {
  private final Cycle cycle;
  private final ClusterView view;
  private final long nowNanos;
  private final String anySite;
  private final Set<JobId> preempting = new LinkedHashSet<>();

  /** Gangs whose reasons are not those of their class. */
  private final Set<JobId> special;

  private final Map<String, ClusterView> sites = new LinkedHashMap<>();
  private final Map<Waiting, PendingReason> reasons = new LinkedHashMap<>();
  private final Map<JobId, SiteChooser.Choice> choices = new LinkedHashMap<>();

  /** The choice for the last gang of each class. */
  private final Map<GangClass, SiteChooser.Choice> last = new LinkedHashMap<>();

  /** A class of interchangeable gangs. */
  private record GangClass(int priority, ProjectName project, GangShape shape) {
    static GangClass of(Job gang) {
      return new GangClass(
          gang.spec().scheduling().priority(), gang.spec().project(), gang.spec().shape());
    }
  }

  /** A class that waits for a site. */
  private record Waiting(GangClass gangs, String site) {}

  public Explanations(Cycle cycle, ClusterView view, long nowNanos) {
    this.cycle = cycle;
    this.view = view;
    this.nowNanos = nowNanos;
    this.anySite = anySite(view);
    cycle.plan().preempts().stream()
        .filter(preempt -> isLive(view, preempt.victim()))
        .forEach(preempt -> preempting.add(preempt.by()));
    special = new LinkedHashSet<>(preempting);
    special.addAll(cycle.ahead());
    for (Job job : view.stopping()) {
      if (job.state() instanceof JobState.Stopping(_, StopCause.Preempted(JobId by), _)) {
        special.add(by);
      }
    }
    if (view.site().sites().isPresent()) {
      choose();
    }
  }

  /** Only a full cycle that begins now determines which gangs are ahead at each site. */
  private void choose() {
    SiteStates siteStates = new SiteStates(view, PlacementScore.DEFAULT);
    new Planning(view, nowNanos, siteStates, EnergyWait.of(view), cycle.ordering())
        .choices((gang, choice) -> {
          choices.put(gang.id(), choice);
          last.put(GangClass.of(gang), choice);
        });
  }

  /**
   * Explains why gangs wait.
   *
   * @param gangs some of the view's pending gangs, and of those that wait at their sites
   * @return the explanations, in the same order
   */
  public List<Explanation> of(List<Job> gangs) {
    PendingQueue queue = new PendingQueue(view, cycle.ordering(), nowNanos);
    long[] positions = queue.positions(gangs);
    long length = queue.length();
    List<Explanation> explanations = new ArrayList<>(gangs.size());
    for (Job gang : gangs) {
      Optional<PendingReason> elsewhere = SiteQueueReason.waiting(gang, nowNanos);
      if (elsewhere.isPresent()) {
        explanations.add(atSite(gang, elsewhere.get()));
        continue;
      }
      Optional<SiteChooser.Choice> choice = choice(gang);
      String site = choice.map(chosen -> chosen.siteCycle().site().name()).orElse(anySite);
      explanations.add(
          new Explanation(
              reason(gang, site),
              positions[explanations.size()],
              length,
              cycle.ordering().name(),
              site,
              choice.map(chosen -> chosen.offers().get()).orElse(List.of())));
    }
    return explanations;
  }

  /** The explanation for a gang in the queue of its site, which has no place in ours. */
  private Explanation atSite(Job gang, PendingReason reason) {
    return new Explanation(reason, 0, 0, cycle.ordering().name(), view.siteOf(gang), List.of());
  }

  private Optional<SiteChooser.Choice> choice(Job gang) {
    SiteChooser.Choice choice = choices.get(gang.id());
    // Whoever came since has the last of its class just ahead.
    return Optional.ofNullable(
        choice == null && gang.submittedAtNanos() > nowNanos
            ? last.get(GangClass.of(gang))
            : choice);
  }

  private PendingReason reason(Job gang, String site) {
    return isLikeItsClass(gang)
        ? reasons.computeIfAbsent(new Waiting(GangClass.of(gang), site), _ -> diagnosis(gang, site))
        : diagnosis(gang, site);
  }

  private boolean isLikeItsClass(Job gang) {
    return !QueueHead.isBackingOff(gang, nowNanos)
        && gang.spec().scheduling().flexibility().isEmpty()
        && gang.declines().isEmpty()
        && !special.contains(gang.id());
  }

  private PendingReason diagnosis(Job gang, String site) {
    return new Diagnosis(
            sites.computeIfAbsent(site, name -> SiteView.of(view, name)),
            view.site().terms(site),
            gang,
            nowNanos,
            cycle.ahead(),
            preempting.contains(gang.id()))
        .reason();
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
