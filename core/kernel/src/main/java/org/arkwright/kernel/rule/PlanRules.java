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
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.unit.Resources;

/**
 * Decides which lines of a plan still hold. The plan was made from a view that may have aged; a
 * line that fails is left out, as the next plan will know better.
 */
public final class PlanRules {
  private final State state;
  private final long nowNanos;
  private final PlanCapacity room;
  private final QuotaUsage books;
  private final Set<JobId> begun = new TreeSet<>();
  private final Set<AttemptId> stopped = new TreeSet<>();
  private final List<Event> events = new ArrayList<>();

  /** What the gangs that this plan starts hold by site. */
  private final Map<String, Resources> sites = new TreeMap<>();

  /** What the gangs that this plan starts add, in milliwatts. */
  private long drawn;

  private PlanRules(State state, long nowNanos) {
    this.state = state;
    this.nowNanos = nowNanos;
    this.room = new PlanCapacity(state);
    this.books = new QuotaUsage(state);
  }

  public static Decision carryOut(State state, Plan plan, long nowNanos) {
    PlanRules plans = new PlanRules(state, nowNanos);
    plan.starts().forEach(plans::start);
    if (!plan.preempts().isEmpty()) {
      plans.books.leaveAllStopping();
      plan.preempts().forEach(plans::preempt);
    }
    plan.pauses().forEach(plans::pause);
    return new Decision.Accepted(plans.events);
  }

  private void start(Plan.Start line) {
    Optional<Job> found = waiting(line.job());
    if (found.isEmpty()) {
      return;
    }
    Job job = found.get();
    JobSpec spec = job.spec();
    Allocation allocation = line.allocation();
    long draw = state.power().map(power -> power.draw(job, allocation)).orElse(0L);
    if (allocation.ranks().size() == spec.gang().ranks()
        && topologyHolds(spec, allocation)
        && siteHolds(spec, allocation)
        && books.admits(spec.project(), spec.amount())
        && powered(allocation, draw)
        && room.take(allocation, spec.gang().resources())) {
      drawn += draw;
      begun.add(job.id());
      sites.merge(first(allocation).site(), spec.amount(), Resources::plus);
      books.start(spec.project(), spec.amount());
      AttemptId attempt = new AttemptId(job.id(), job.attempts() + 1);
      events.add(new Event.AttemptStarted(attempt, allocation, nowNanos));
    }
  }

  private void preempt(Plan.Preempt line) {
    Optional<Job> victim = state.job(line.victim().job());
    Optional<Job> by = waiting(line.by());
    if (victim.isPresent()
        && by.isPresent()
        && runs(victim.get(), line.victim())
        && mayTakePlace(by.get().spec(), victim.get().spec())
        && stopped.add(line.victim())) {
      books.leave(victim.get());
      StopCause cause = new StopCause.Preempted(line.by());
      events.add(new Event.AttemptStopping(line.victim(), cause, nowNanos));
    }
  }

  private static NodeId first(Allocation allocation) {
    return allocation.ranks().getFirst().node();
  }

  /** All of it at one site, and that within its quota. */
  private boolean siteHolds(JobSpec spec, Allocation allocation) {
    if (state.site().sites().isEmpty()) {
      return true;
    }
    String site = first(allocation).site();
    return allocation.nodes().stream().allMatch(node -> node.site().equals(site))
        && state
            .siteUsage(site)
            .plus(sites.getOrDefault(site, Resources.ZERO))
            .plus(spec.amount())
            .fitsWithin(state.site().terms(site).quota());
  }

  private boolean powered(Allocation allocation, long draw) {
    return state
        .power()
        .filter(power -> power.meters(first(allocation)))
        .map(power -> power.drawn() + drawn + draw <= power.envelope())
        .orElse(true);
  }

  private void pause(Plan.Pause line) {
    Optional<Job> job = state.job(line.attempt().job());
    if (job.isPresent()
        && runs(job.get(), line.attempt())
        && mayPause(job.get().spec(), line.why())
        && stopped.add(line.attempt())) {
      StopCause cause = new StopCause.Paused(line.why());
      events.add(new Event.AttemptStopping(line.attempt(), cause, nowNanos));
    }
  }

  private static boolean mayPause(JobSpec spec, StopCause.Paused.Why why) {
    return switch (why) {
      case PRICE, CARBON ->
          spec.scheduling().flexibility().orElse(Flexibility.NONE).interruptible();
      case POWER -> spec.scheduling().preemptible();
    };
  }

  /** The job, when it is queued, past its backoff and not started by an earlier line. */
  private Optional<Job> waiting(JobId id) {
    return state
        .job(id)
        .filter(job ->
            job.state() instanceof JobState.Queued(_, long notBefore, _)
                && notBefore <= nowNanos
                && !begun.contains(id));
  }

  private static boolean runs(Job job, AttemptId attempt) {
    return !(job.state() instanceof JobState.Stopping)
        && job.state().liveAttempt().map(Attempt::id).filter(attempt::equals).isPresent();
  }

  private boolean mayTakePlace(JobSpec by, JobSpec victim) {
    return victim.scheduling().preemptible()
        && (victim.scheduling().priority() < by.scheduling().priority()
            || reorders(by, victim)
            || reclaims(by, victim));
  }

  /** What a project has of one priority is its own to put in order. */
  private static boolean reorders(JobSpec by, JobSpec victim) {
    return victim.scheduling().priority() == by.scheduling().priority()
        && victim.project().equals(by.project());
  }

  private boolean reclaims(JobSpec by, JobSpec victim) {
    Optional<String> cohort = state.quota(by.project()).cohort();
    return cohort.isPresent()
        && !by.project().equals(victim.project())
        && cohort.equals(state.quota(victim.project()).cohort())
        && books.borrows(victim.project())
        && books.staysNominal(by.project(), by.amount());
  }

  private static boolean topologyHolds(JobSpec spec, Allocation allocation) {
    return switch (spec.gang().topology()) {
      case ANY -> true;
      case SAME_NODE -> allocation.nodes().size() == 1;
      case SPREAD -> allocation.nodes().size() == spec.gang().ranks();
    };
  }
}
