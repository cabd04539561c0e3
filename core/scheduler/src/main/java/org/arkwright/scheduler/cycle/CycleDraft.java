package org.arkwright.scheduler.cycle;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.model.Plan;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.StopCause;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.site.SiteCycle;
import org.arkwright.scheduler.view.ClusterView;

/**
 * What a cycle has decided so far, and what that leaves of sites and quota: the steps of {@link
 * Planning} read it and add to it.
 */
final class CycleDraft {
  private final ClusterView view;
  private final long nowNanos;
  private final CycleQuota quotas;

  /** The sites, home first. */
  private final List<SiteCycle> sites;

  /** The jobs that this cycle may stop, and those that it does stop. */
  private final List<Job> preemptible = new ArrayList<>();

  private final Set<JobId> stopped = new TreeSet<>();

  /** The jobs that this cycle starts, in their future state. */
  private final List<Job> started = new ArrayList<>();

  private final List<Plan.Start> starts = new ArrayList<>();
  private final List<Plan.Preempt> preempts = new ArrayList<>();
  private final List<Plan.Pause> pauses = new ArrayList<>();

  /** The gangs for which capacity is reserved, in queue order. */
  private final List<JobId> reserving = new ArrayList<>();

  private OptionalLong nextCycle = OptionalLong.empty();
  private boolean releasing;

  CycleDraft(ClusterView view, long nowNanos, List<SiteCycle> sites, CycleQuota quotas) {
    this.view = view;
    this.nowNanos = nowNanos;
    this.sites = List.copyOf(sites);
    this.quotas = quotas;
    preemptible.addAll(view.preemptible());
    preemptible.removeIf(job -> job.state() instanceof JobState.Stopping);
  }

  ClusterView view() {
    return view;
  }

  long nowNanos() {
    return nowNanos;
  }

  CycleQuota quotas() {
    return quotas;
  }

  /** The site whose power is metered. */
  SiteCycle home() {
    return sites.getFirst();
  }

  /** The site at which a job holds its allocation. */
  SiteCycle siteOf(Job job) {
    if (sites.size() == 1) {
      return sites.getFirst();
    }
    String name = view.siteOf(job);
    return sites.stream()
        .filter(site -> site.site().name().equals(name))
        .findFirst()
        .orElse(sites.getFirst());
  }

  /** The jobs that may still be stopped. */
  List<Job> preemptible() {
    return preemptible;
  }

  /** The jobs that this cycle starts so far. */
  List<Job> started() {
    return started;
  }

  /** Whether capacity is becoming free that no gang has yet. */
  boolean isReleasing() {
    return releasing;
  }

  /** Counts what a job holds as becoming free. */
  void release(Job job) {
    releasing = true;
    siteOf(job).release(job);
    quotas.release(job);
  }

  void pause(Job job, StopCause.Paused.Why why) {
    stopped.add(job.id());
    preemptible.remove(job);
    pauses.add(new Plan.Pause(liveAttempt(job), why));
    release(job);
  }

  /** Stops a job for a gang; the gang's trial and quota have released what it holds. */
  void preempt(Job victim, Job by) {
    releasing = true;
    stopped.add(victim.id());
    preemptible.remove(victim);
    preempts.add(new Plan.Preempt(liveAttempt(victim), by.id()));
  }

  /** Starts a gang at a site that has room for it, and returns it in its future state. */
  Job start(Job gang, SiteCycle site) {
    Placement place = site.place(gang);
    quotas.start(gang);
    starts.add(new Plan.Start(gang.id(), place));
    AttemptId id = new AttemptId(gang.id(), gang.attempts() + 1);
    Attempt attempt = Attempt.begin(id, place, nowNanos, List.of());
    Job starting = gang.withState(new JobState.Starting(attempt));
    started.add(starting);
    return starting;
  }

  /** Notes that capacity is reserved for a gang, so that the gangs behind it wait for it. */
  void reserve(Job gang) {
    reserving.add(gang.id());
  }

  /** Lets another cycle follow at that time, unless one is due before. */
  void wakeAt(OptionalLong nanos) {
    if (nanos.isPresent() && (nextCycle.isEmpty() || nanos.getAsLong() < nextCycle.getAsLong())) {
      nextCycle = nanos;
    }
  }

  /** The jobs that hold capacity at the site and are not being stopped. */
  List<Job> holding(SiteCycle site) {
    List<Job> holding = new ArrayList<>(view.running());
    holding.removeIf(job -> job.state() instanceof JobState.Stopping || stopped.contains(job.id()));
    holding.addAll(started);
    holding.removeIf(job -> !site.is(siteOf(job)));
    return holding;
  }

  Cycle cycle(OrderingPolicy ordering) {
    return new Cycle(
        new Plan(starts, preempts, pauses),
        reserving,
        List.copyOf(quotas.claimants()),
        ordering,
        nextCycle);
  }

  private static AttemptId liveAttempt(Job job) {
    return job.state().liveAttempt().orElseThrow().id();
  }
}
