package org.arkwright.scheduler.cycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.model.Plan;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.Allocation;
import org.arkwright.scheduler.energy.CyclePower;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.energy.RunTime.Pause;
import org.arkwright.scheduler.forecast.ExpectedRuns;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.placement.PreemptionTrial;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.quota.OwnersDemand;
import org.arkwright.scheduler.site.SiteChoices;
import org.arkwright.scheduler.site.SiteCycle;
import org.arkwright.scheduler.site.SitePrices;
import org.arkwright.scheduler.site.SiteStates;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.PendingClass;

/** The computation of one cycle; used once. */
public final class Planning {
  private static final long RECHECK_NANOS = 1_000_000_000L;

  private final ClusterView view;
  private final long nowNanos;
  private final OrderingPolicy ordering;
  private final CycleQuota quotas;
  private final EnergyWait energy;

  /** The sites, home first. */
  private final List<SiteCycle> siteCycles;

  /** Absent where there is only one site. */
  private final Optional<SiteChoices> siteChoices;

  private Optional<JobId> inquired = Optional.empty();
  private Optional<SiteChoices.Choice> inquiredChoice = Optional.empty();
  private OptionalLong nextCycle = OptionalLong.empty();

  /** The jobs that this cycle may stop, and those it does stop. */
  private final List<Job> preemptible = new ArrayList<>();

  private final Set<JobId> stopped = new TreeSet<>();

  /** The jobs that this cycle starts, in their future state. */
  private final List<Job> started = new ArrayList<>();

  private final List<Plan.Start> starts = new ArrayList<>();
  private final List<Plan.Preempt> preempts = new ArrayList<>();
  private final List<JobId> reserving = new ArrayList<>();
  private final List<Plan.Pause> pauses = new ArrayList<>();
  private boolean releasing;
  private boolean powerClaimed;

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
    this.siteCycles =
        siteStates.all().stream().map(state -> new SiteCycle(state, nowNanos)).toList();
    this.siteChoices =
        view.site().sites().isPresent()
            ? Optional.of(new SiteChoices(siteCycles, new SitePrices(view), nowNanos))
            : Optional.empty();
    OwnersDemand demand = new OwnersDemand(view, this::couldEverRun, this::startable);
    preemptible.addAll(view.preemptible());
    preemptible.removeIf(job -> job.state() instanceof JobState.Stopping);
    this.quotas = new CycleQuota(view, siteStates.capacity(), demand);
  }

  private boolean couldEverRun(GangShape shape) {
    return siteCycles.stream().anyMatch(siteCycle -> siteCycle.couldEverHold(shape));
  }

  /** The site at which a job holds its allocation. */
  private SiteCycle at(Job job) {
    if (siteCycles.size() == 1) {
      return siteCycles.getFirst();
    }
    String site = view.siteOf(job);
    return siteCycles.stream()
        .filter(siteCycle -> siteCycle.site().name().equals(site))
        .findFirst()
        .orElse(siteCycles.getFirst());
  }

  /**
   * Runs the cycle and returns its choice of site for a gang; empty when the gang was not
   * considered, or no site can hold it.
   */
  Optional<SiteChoices.Choice> choiceFor(JobId gang) {
    inquired = Optional.of(gang);
    run();
    return inquiredChoice;
  }

  /** The number of gangs of the class that are not waiting for energy. */
  private int startable(PendingClass pending) {
    int all = pending.gangs().size();
    return energy.isIdle() ? all : all - (int) pending.gangs().stream().filter(this::held).count();
  }

  public Cycle run() {
    for (Job job : view.stopping()) {
      releasing = true;
      release(job);
    }
    pause();
    processQueue();
    wakeAt(energy.nextStep(view, started, nowNanos));
    return new Cycle(
        new Plan(starts, preempts, pauses),
        reserving,
        List.copyOf(quotas.claimants()),
        ordering,
        nextCycle);
  }

  private void release(Job job) {
    at(job).release(job);
    quotas.release(job);
  }

  /** Pauses jobs that should wait for energy, and jobs for which the site lacks power. */
  private void pause() {
    for (Plan.Pause entry : energy.pauses(view, nowNanos)) {
      pause(view.job(entry.attempt().job()).orElseThrow(), entry);
    }
    for (Job job : siteCycles.getFirst().power().excess(preemptible)) {
      AttemptId attempt = job.state().liveAttempt().orElseThrow().id();
      pause(job, new Plan.Pause(attempt, StopCause.Paused.Why.POWER));
    }
  }

  private void pause(Job job, Plan.Pause entry) {
    releasing = true;
    stopped.add(job.id());
    preemptible.remove(job);
    pauses.add(entry);
    release(job);
  }

  /** Whether a queued gang waits for cheaper or cleaner energy. */
  private boolean held(Job gang) {
    Optional<Pause> pause = energy.hold(gang, nowNanos);
    pause.ifPresent(better -> wakeAt(OptionalLong.of(better.untilNanos())));
    return pause.isPresent();
  }

  private void wakeAt(OptionalLong nanos) {
    if (nanos.isPresent() && (nextCycle.isEmpty() || nanos.getAsLong() < nextCycle.getAsLong())) {
      nextCycle = nanos;
    }
  }

  /** Processes the queue; a class drops out of the cycle at its first gang that cannot start. */
  private void processQueue() {
    PriorityQueue<QueueHead> queue = new PriorityQueue<>(QueueHead.ORDER);
    for (PendingClass pending : view.pending()) {
      QueueHead head = new QueueHead(pending, ordering, share(pending));
      if (head.advance(nowNanos, this::held)) {
        queue.add(head);
      }
    }
    while (!queue.isEmpty()) {
      QueueHead head = queue.remove();
      double share = share(head.pending());
      if (share > head.share()) {
        head.share(share);
        queue.add(head);
      } else if (tryStart(head) && head.advance(nowNanos, this::held)) {
        queue.add(head);
      }
    }
  }

  /**
   * Tries to start the gang at the head of a class; returns whether the class stays in the queue.
   */
  private boolean tryStart(QueueHead head) {
    Job gang = head.gang();
    if (siteChoices.isEmpty()) {
      SiteCycle only = siteCycles.getFirst();
      boolean starts = quotas.allowsNow(gang) && only.holdsNow(gang);
      if (starts) {
        start(gang, only);
      } else {
        obtainCapacity(gang, only);
      }
      return starts;
    }
    Optional<SiteChoices.Choice> choice = siteChoices.get().choose(gang);
    boolean isInquired = inquired.filter(gang.id()::equals).isPresent();
    if (isInquired) {
      inquiredChoice = choice;
    }
    if (choice.isEmpty()) {
      return false;
    }
    SiteCycle siteCycle = choice.get().siteCycle();
    if (choice.get().now() && quotas.allowsNow(gang)) {
      start(gang, siteCycle);
      return true;
    }
    if (head.isFirstToWait()) {
      obtainCapacity(gang, siteCycle);
    }
    if (choice.get().now()) {
      return false; // Quota holds it back, and so the rest of its class.
    }
    // A job without a known end is expected to run as long again: shortly after its start that time
    // recurs constantly, and an actual end triggers a cycle anyway.
    wakeAt(OptionalLong.of(Math.max(choice.get().availableNanos(), nowNanos + RECHECK_NANOS)));
    siteCycle
        .forecast(gang)
        .enqueue(gang, siteCycle.site().startUpNanos() + ExpectedRuns.nanos(gang));
    // Further back in the queue the wait is longer, so another site may be worth its rent.
    return choice.get().deferred()
        || (inquired.isPresent() && !isInquired && inquiredChoice.isEmpty());
  }

  private double share(PendingClass pending) {
    return quotas.share(pending.project(), ordering, nowNanos);
  }

  private void start(Job gang, SiteCycle siteCycle) {
    Allocation place = siteCycle.place(gang);
    quotas.start(gang);
    starts.add(new Plan.Start(gang.id(), place));
    Attempt attempt =
        new Attempt(new AttemptId(gang.id(), gang.attempts() + 1), place, nowNanos, List.of());
    Job starting = gang.withState(new JobState.Starting(attempt));
    started.add(starting);
    if (siteChoices.isPresent()) {
      siteCycle.started(
          starting, nowNanos + siteCycle.site().startUpNanos() + ExpectedRuns.nanos(gang));
    }
  }

  /**
   * Obtains capacity for a gang: waits for what is being released, else preempts, else holds a
   * claim or a reservation.
   */
  private void obtainCapacity(Job gang, SiteCycle siteCycle) {
    CyclePower power = siteCycle.power();
    if (!quotas.couldEverAllow(gang) || !power.couldEverAllow(gang.spec().shape())) {
      return;
    }
    GangShape shape = gang.spec().shape();
    if (releasing && quotas.allowsSoon(gang) && power.allowsSoon(gang)) {
      PreemptionTrial trial = siteCycle.trial(shape);
      if (trial.fits()) {
        commit(gang, siteCycle, trial);
        return;
      }
    }
    if (preempts(gang, siteCycle)) {
      return;
    }
    if (!power.allowsSoon(gang)) {
      waitForPower(gang, siteCycle);
    } else if (!quotas.allowsSoon(gang)) {
      // Two borrowers that hold claims while yielding to each other's owners would wait forever.
      if (quotas.claimant(gang.spec().project()).isEmpty()
          && !quotas.yieldsToOwners(gang)
          && siteCycle.cache().fitsEmptySite(shape)) {
        quotas.claim(gang);
      }
    } else if (siteCycle.timeline().reservation().isEmpty()) {
      siteCycle
          .reservation(gang, () -> holding(siteCycle))
          .ifPresent(reservation -> {
            siteCycle.timeline().reserve(reservation);
            quotas.claim(gang);
            reserving.add(gang.id());
          });
    }
  }

  /**
   * Only one gang at a time: what a second one claimed might be available to others much sooner.
   */
  private void waitForPower(Job gang, SiteCycle siteCycle) {
    if (!powerClaimed
        && quotas.allowsSoon(gang)
        && siteCycle.cache().fitsEmptySite(gang.spec().shape())) {
      powerClaimed = true;
      siteCycle.power().claim(gang);
      reserving.add(gang.id());
    }
  }

  private boolean preempts(Job gang, SiteCycle siteCycle) {
    if (preemptible.isEmpty()) {
      return false;
    }
    PreemptionVictims victims =
        new PreemptionVictims(view, quotas, siteCycle.power(), ordering, nowNanos);
    List<Job> candidates = victims.candidates(gang, preemptible);
    candidates.removeIf(job -> !siteCycle.is(at(job)));
    if (candidates.isEmpty()) {
      return false;
    }
    PreemptionTrial trial = siteCycle.trial(gang.spec().shape());
    List<Job> chosen = victims.choose(gang, trial, candidates);
    if (chosen.isEmpty()) {
      return false;
    }
    for (Job victim : chosen) {
      releasing = true;
      stopped.add(victim.id());
      preemptible.remove(victim);
      AttemptId attempt = victim.state().liveAttempt().orElseThrow().id();
      preempts.add(new Plan.Preempt(attempt, gang.id()));
    }
    commit(gang, siteCycle, trial);
    return true;
  }

  private void commit(Job gang, SiteCycle siteCycle, PreemptionTrial trial) {
    siteCycle.timeline().commit(trial);
    quotas.claim(gang);
    siteCycle.power().claim(gang);
    reserving.add(gang.id());
  }

  /** The jobs that hold capacity at the site and are not being stopped. */
  private List<Job> holding(SiteCycle siteCycle) {
    List<Job> holding = remaining();
    holding.addAll(started);
    holding.removeIf(job -> !siteCycle.is(at(job)));
    return holding;
  }

  /** The jobs that hold an allocation in the view and are not being stopped, by id. */
  private List<Job> remaining() {
    List<Job> remaining = new ArrayList<>(view.running());
    remaining.removeIf(
        job -> job.state() instanceof JobState.Stopping || stopped.contains(job.id()));
    return remaining;
  }
}
