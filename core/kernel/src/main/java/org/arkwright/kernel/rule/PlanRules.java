package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.Plan;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeNeeds;
import org.arkwright.model.unit.Resources;

/**
 * The rules for carrying out a plan. It was made from a view that may be outdated; entries that no
 * longer apply are skipped, because the next plan will account for them.
 */
public final class PlanRules {
  private final State state;
  private final long nowNanos;
  private final PlanCapacity capacity;
  private final QuotaUsage quotaUsage;
  private final Set<JobId> starting = new TreeSet<>();
  private final Set<AttemptId> stopped = new TreeSet<>();
  private final List<Event> events = new ArrayList<>();

  /** Holdings by site of the gangs that this plan starts. */
  private final Map<String, Resources> sites = new TreeMap<>();

  /** Power of the gangs that this plan starts, in milliwatts. */
  private long drawn;

  private PlanRules(State state, long nowNanos) {
    this.state = state;
    this.nowNanos = nowNanos;
    this.capacity = new PlanCapacity(state);
    this.quotaUsage = new QuotaUsage(state);
  }

  public static Decision carryOut(State state, Plan plan, long nowNanos) {
    PlanRules rules = new PlanRules(state, nowNanos);
    plan.starts().forEach(rules::start);
    if (!plan.preempts().isEmpty()) {
      rules.quotaUsage.releaseAllStopping();
      plan.preempts().forEach(rules::preempt);
    }
    plan.pauses().forEach(rules::pause);
    return new Decision.Accepted(rules.events);
  }

  private void start(Plan.Start entry) {
    Optional<Job> found = startable(entry.job());
    if (found.isEmpty()) {
      return;
    }
    switch (entry.placement()) {
      case Placement.Exact(var allocation) -> start(found.get(), allocation);
      case Placement.BySite(var site) -> startAt(found.get(), site);
    }
  }

  private void start(Job job, Allocation allocation) {
    JobSpec spec = job.spec();
    long draw = state.power().map(power -> power.draw(job, allocation)).orElse(0L);
    if (allocation.ranks().size() == spec.gang().ranks()
        && topologyHolds(spec, allocation)
        && siteHolds(spec, allocation)
        && nodesAccepted(spec, allocation)
        && quotaUsage.admits(spec.project(), spec.amount())
        && powered(allocation, draw)
        && capacity.take(allocation, spec.gang().resources())) {
      drawn += draw;
      started(job, new Placement.Exact(allocation));
    }
  }

  /**
   * Sends a gang to a site that places by itself. Its nodes are metered there, not here, so there
   * is no power to check.
   */
  private void startAt(Job job, String site) {
    JobSpec spec = job.spec();
    if (state.site().terms(site).placesItself()
        && job.declinedBy(site, nowNanos).isEmpty()
        && siteQuotaHolds(spec, site)
        && quotaUsage.admits(spec.project(), spec.amount())) {
      started(job, new Placement.BySite(site));
    }
  }

  private void started(Job job, Placement placement) {
    JobSpec spec = job.spec();
    starting.add(job.id());
    sites.merge(placement.site(), spec.amount(), Resources::plus);
    quotaUsage.start(spec.project(), spec.amount());
    AttemptId attempt = new AttemptId(job.id(), job.attempts() + 1);
    events.add(new Event.AttemptStarted(attempt, placement, nowNanos));
  }

  private void preempt(Plan.Preempt entry) {
    Optional<Job> victim = state.job(entry.victim().job());
    Optional<Job> by = startable(entry.by());
    if (victim.isPresent()
        && by.isPresent()
        && runs(victim.get(), entry.victim())
        && mayTakePlace(by.get().spec(), victim.get())
        && stopped.add(entry.victim())) {
      quotaUsage.release(victim.get());
      StopCause cause = new StopCause.Preempted(entry.by());
      events.add(new Event.AttemptStopping(entry.victim(), cause, nowNanos));
    }
  }

  private static NodeId first(Allocation allocation) {
    return allocation.ranks().getFirst().node();
  }

  /** Whether the allocation is at one site, which leaves it to us, and within the site's quota. */
  private boolean siteHolds(JobSpec spec, Allocation allocation) {
    if (state.site().sites().isEmpty()) {
      return true;
    }
    String site = first(allocation).site();
    return allocation.nodes().stream().allMatch(node -> node.site().equals(site))
        && !state.site().terms(site).placesItself()
        && siteQuotaHolds(spec, site);
  }

  private boolean siteQuotaHolds(JobSpec spec, String site) {
    return state
        .siteUsage(site)
        .plus(sites.getOrDefault(site, Resources.ZERO))
        .plus(spec.amount())
        .fitsWithin(state.site().terms(site).quota());
  }

  /** Whether every node can do what the gang needs, and is one of those that it names. */
  private boolean nodesAccepted(JobSpec spec, Allocation allocation) {
    NodeNeeds needs = spec.needs();
    return needs.isNone()
        || allocation.nodes().stream()
            .allMatch(id -> state.node(id).filter(node -> needs.metBy(node.spec())).isPresent());
  }

  private boolean powered(Allocation allocation, long draw) {
    return state
        .power()
        .filter(power -> power.meters(first(allocation)))
        .map(power -> power.drawn() + drawn + draw <= power.envelope())
        .orElse(true);
  }

  private void pause(Plan.Pause entry) {
    Optional<Job> job = state.job(entry.attempt().job());
    if (job.isPresent()
        && runs(job.get(), entry.attempt())
        && mayPause(job.get().spec(), entry.why())
        && stopped.add(entry.attempt())) {
      StopCause cause = new StopCause.Paused(entry.why());
      events.add(new Event.AttemptStopping(entry.attempt(), cause, nowNanos));
    }
  }

  private static boolean mayPause(JobSpec spec, StopCause.Paused.Why why) {
    return switch (why) {
      case PRICE, CARBON ->
          spec.scheduling().flexibility().orElse(Flexibility.NONE).interruptible();
      case POWER -> spec.scheduling().preemptible();
    };
  }

  /** The job, if it is queued, past its backoff and not started by an earlier entry. */
  private Optional<Job> startable(JobId id) {
    return state
        .job(id)
        .filter(job ->
            job.state() instanceof JobState.Queued(_, long notBefore, _)
                && notBefore <= nowNanos
                && !starting.contains(id));
  }

  private static boolean runs(Job job, AttemptId attempt) {
    return !(job.state() instanceof JobState.Stopping)
        && job.state().liveAttempt().map(Attempt::id).filter(attempt::equals).isPresent();
  }

  private boolean mayTakePlace(JobSpec by, Job victim) {
    JobSpec spec = victim.spec();
    return spec.scheduling().preemptible()
        && (spec.scheduling().priority() < by.scheduling().priority()
            || reorders(by, victim)
            || reclaims(by, spec));
  }

  /** A project may reorder its own jobs of equal priority, as far as they can resume. */
  private static boolean reorders(JobSpec by, Job victim) {
    return victim.yieldsToEquals()
        && victim.spec().scheduling().priority() == by.scheduling().priority()
        && victim.spec().project().equals(by.project());
  }

  private boolean reclaims(JobSpec by, JobSpec victim) {
    Optional<String> cohort = state.quota(by.project()).cohort();
    return cohort.isPresent()
        && !by.project().equals(victim.project())
        && cohort.equals(state.quota(victim.project()).cohort())
        && quotaUsage.borrows(victim.project())
        && quotaUsage.staysNominal(by.project(), by.amount());
  }

  private static boolean topologyHolds(JobSpec spec, Allocation allocation) {
    return switch (spec.gang().topology()) {
      case ANY -> true;
      case SAME_NODE -> allocation.nodes().size() == 1;
      case SPREAD -> allocation.nodes().size() == spec.gang().ranks();
    };
  }
}
