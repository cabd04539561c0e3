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
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.energy.PowerBook;
import org.arkwright.scheduler.energy.RunTime.Pause;
import org.arkwright.scheduler.forecast.ExpectedRuns;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.placement.PreemptionTrial;
import org.arkwright.scheduler.quota.OwnersDemand;
import org.arkwright.scheduler.quota.QuotaBook;
import org.arkwright.scheduler.site.SiteChoices;
import org.arkwright.scheduler.site.SiteCycle;
import org.arkwright.scheduler.site.SitePrices;
import org.arkwright.scheduler.site.SiteStates;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.PendingClass;

/** One cycle in the making. Used once. */
public final class Planning {
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;

  private final ClusterView view;
  private final long nowNanos;
  private final OrderingPolicy ordering;
  private final QuotaBook quotas;
  private final EnergyWait energy;

  /** Home first. */
  private final List<SiteCycle> grounds;

  /** Absent where there is only one. */
  private final Optional<SiteChoices> sites;

  private Optional<JobId> watched = Optional.empty();
  private Optional<SiteChoices.Choice> seen = Optional.empty();
  private OptionalLong look = OptionalLong.empty();

  /** What may be told to stop, and what is, in this cycle. */
  private final List<Job> preemptible = new ArrayList<>();

  private final Set<JobId> stopped = new TreeSet<>();

  /** What this cycle starts, as it will be. */
  private final List<Job> started = new ArrayList<>();

  private final List<Plan.Start> starts = new ArrayList<>();
  private final List<Plan.Preempt> preempts = new ArrayList<>();
  private final List<JobId> keepers = new ArrayList<>();
  private final List<Plan.Pause> pauses = new ArrayList<>();
  private boolean leaving;
  private boolean powerClaimed;

  public Planning(
      ClusterView view,
      long nowNanos,
      SiteStates known,
      EnergyWait energy,
      OrderingPolicy ordering) {
    this.view = view;
    this.nowNanos = nowNanos;
    this.energy = energy;
    this.ordering = ordering;
    this.grounds = known.parts().stream().map(part -> new SiteCycle(part, nowNanos)).toList();
    this.sites =
        view.site().sites().isPresent()
            ? Optional.of(new SiteChoices(grounds, new SitePrices(view), nowNanos))
            : Optional.empty();
    OwnersDemand demand = new OwnersDemand(view, this::couldEverRun, this::waitNow);
    preemptible.addAll(view.preemptible());
    preemptible.removeIf(job -> job.state() instanceof JobState.Stopping);
    this.quotas = new QuotaBook(view, known.capacity(), demand);
  }

  private boolean couldEverRun(GangShape shape) {
    return grounds.stream().anyMatch(ground -> ground.couldEverHold(shape));
  }

  /** The site at which a job holds its room. */
  private SiteCycle at(Job job) {
    if (grounds.size() == 1) {
      return grounds.getFirst();
    }
    String site = view.siteOf(job);
    return grounds.stream()
        .filter(ground -> ground.site().name().equals(site))
        .findFirst()
        .orElse(grounds.getFirst());
  }

  /** Where this cycle would send a gang; empty when it was not asked, or no site can hold it. */
  Optional<SiteChoices.Choice> choiceFor(JobId gang) {
    watched = Optional.of(gang);
    run();
    return seen;
  }

  /** How many of the class's gangs would start now if they could. */
  private int waitNow(PendingClass pending) {
    int all = pending.gangs().size();
    return energy.isIdle() ? all : all - (int) pending.gangs().stream().filter(this::held).count();
  }

  public Cycle run() {
    for (Job job : view.stopping()) {
      leaving = true;
      leave(job);
    }
    pause();
    takeTurns();
    lookAt(energy.nextStep(view, nowNanos));
    return new Cycle(
        new Plan(starts, preempts, pauses),
        keepers,
        List.copyOf(quotas.claimants()),
        ordering,
        look);
  }

  private void leave(Job job) {
    at(job).leave(job);
    quotas.leave(job);
  }

  /** Those whose time is over, and those for which the site has no power. */
  private void pause() {
    for (Plan.Pause line : energy.pauses(view, nowNanos)) {
      pause(view.job(line.attempt().job()).orElseThrow(), line);
    }
    for (Job job : grounds.getFirst().power().excess(preemptible)) {
      AttemptId attempt = job.state().liveAttempt().orElseThrow().id();
      pause(job, new Plan.Pause(attempt, StopCause.Paused.Why.POWER));
    }
  }

  private void pause(Job job, Plan.Pause line) {
    leaving = true;
    stopped.add(job.id());
    preemptible.remove(job);
    pauses.add(line);
    leave(job);
  }

  /** Whether a queued gang waits for cheaper or cleaner energy. */
  private boolean held(Job gang) {
    Optional<Pause> pause = energy.hold(gang, nowNanos);
    pause.ifPresent(better -> lookAt(OptionalLong.of(better.untilNanos())));
    return pause.isPresent();
  }

  private void lookAt(OptionalLong nanos) {
    if (nanos.isPresent() && (look.isEmpty() || nanos.getAsLong() < look.getAsLong())) {
      look = nanos;
    }
  }

  /** A class gives up its turns for this cycle with the first gang that cannot start. */
  private void takeTurns() {
    PriorityQueue<QueueHead> line = new PriorityQueue<>(QueueHead.ORDER);
    for (PendingClass pending : view.pending()) {
      QueueHead turn = new QueueHead(pending, ordering, share(pending));
      if (turn.advance(nowNanos, this::held)) {
        line.add(turn);
      }
    }
    while (!line.isEmpty()) {
      QueueHead turn = line.remove();
      double share = share(turn.pending());
      if (share > turn.share()) {
        turn.share(share);
        line.add(turn);
      } else if (goesOn(turn) && turn.advance(nowNanos, this::held)) {
        line.add(turn);
      }
    }
  }

  /** Gives a gang its turn; whether the next of its class gets one too. */
  private boolean goesOn(QueueHead turn) {
    Job gang = turn.gang();
    if (sites.isEmpty()) {
      SiteCycle only = grounds.getFirst();
      boolean starts = quotas.allowsNow(gang) && only.holdsNow(gang);
      if (starts) {
        start(gang, only);
      } else {
        makeRoom(gang, only);
      }
      return starts;
    }
    Optional<SiteChoices.Choice> choice = sites.get().choose(gang);
    boolean sought = watched.filter(gang.id()::equals).isPresent();
    if (sought) {
      seen = choice;
    }
    if (choice.isEmpty()) {
      return false;
    }
    SiteCycle ground = choice.get().ground();
    if (choice.get().now() && quotas.allowsNow(gang)) {
      start(gang, ground);
      return true;
    }
    if (turn.waitsFirst()) {
      makeRoom(gang, ground);
    }
    if (choice.get().now()) {
      return false; // Quota keeps it, and so the rest of its class.
    }
    // What runs without a known end is expected to run as long again: right after its start that
    // moment comes again and again, and ends look by themselves.
    lookAt(OptionalLong.of(Math.max(choice.get().roomNanos(), nowNanos + LOOK_AGAIN_NANOS)));
    ground.line(gang).join(gang, ground.site().startUpNanos() + ExpectedRuns.nanos(gang));
    // Further back the wait is longer, so another site may be worth its rent.
    return choice.get().spared() || (watched.isPresent() && !sought && seen.isEmpty());
  }

  private double share(PendingClass pending) {
    return quotas.share(pending.project(), ordering, nowNanos);
  }

  private void start(Job gang, SiteCycle ground) {
    Allocation place = ground.place(gang);
    quotas.start(gang);
    starts.add(new Plan.Start(gang.id(), place));
    Attempt attempt =
        new Attempt(new AttemptId(gang.id(), gang.attempts() + 1), place, nowNanos, List.of());
    Job begun = gang.withState(new JobState.Starting(attempt));
    started.add(begun);
    if (sites.isPresent()) {
      ground.started(begun, nowNanos + ground.site().startUpNanos() + ExpectedRuns.nanos(gang));
    }
  }

  /** Waits for what is leaving, else preempts, else keeps a claim or a reservation. */
  private void makeRoom(Job gang, SiteCycle ground) {
    PowerBook power = ground.power();
    if (!quotas.couldEverAllow(gang) || !power.couldEverAllow(gang.spec().shape())) {
      return;
    }
    GangShape shape = gang.spec().shape();
    if (leaving && quotas.allowsSoon(gang) && power.allowsSoon(gang)) {
      PreemptionTrial trial = ground.trial(shape);
      if (trial.fits()) {
        keep(gang, ground, trial);
        return;
      }
    }
    if (preempts(gang, ground)) {
      return;
    }
    if (!power.allowsSoon(gang)) {
      waitForPower(gang, ground);
    } else if (!quotas.allowsSoon(gang)) {
      // Two borrowers that claim while they yield to each other's owners would wait forever.
      if (quotas.claimant(gang.spec().project()).isEmpty()
          && !quotas.yieldsToOwners(gang)
          && ground.memory().fitsEmptySite(shape)) {
        quotas.claim(gang);
      }
    } else if (ground.timeline().reservation().isEmpty()) {
      List<Job> holding = staying();
      holding.addAll(started);
      holding.removeIf(job -> !ground.is(at(job)));
      ground
          .reservation(gang, holding)
          .ifPresent(made -> {
            ground.timeline().reserve(made);
            quotas.claim(gang);
            keepers.add(gang.id());
          });
    }
  }

  /** One at a time: what a second one claims might be there for others much sooner. */
  private void waitForPower(Job gang, SiteCycle ground) {
    if (!powerClaimed
        && quotas.allowsSoon(gang)
        && ground.memory().fitsEmptySite(gang.spec().shape())) {
      powerClaimed = true;
      ground.power().claim(gang);
      keepers.add(gang.id());
    }
  }

  private boolean preempts(Job gang, SiteCycle ground) {
    if (preemptible.isEmpty()) {
      return false;
    }
    PreemptionVictims victims =
        new PreemptionVictims(view, quotas, ground.power(), ordering, nowNanos);
    List<Job> candidates = victims.candidates(gang, preemptible);
    candidates.removeIf(job -> !ground.is(at(job)));
    if (candidates.isEmpty()) {
      return false;
    }
    PreemptionTrial trial = ground.trial(gang.spec().shape());
    List<Job> chosen = victims.choose(gang, trial, candidates);
    if (chosen.isEmpty()) {
      return false;
    }
    for (Job victim : chosen) {
      leaving = true;
      stopped.add(victim.id());
      preemptible.remove(victim);
      AttemptId attempt = victim.state().liveAttempt().orElseThrow().id();
      preempts.add(new Plan.Preempt(attempt, gang.id()));
    }
    keep(gang, ground, trial);
    return true;
  }

  private void keep(Job gang, SiteCycle ground, PreemptionTrial trial) {
    ground.timeline().keep(trial);
    quotas.claim(gang);
    ground.power().claim(gang);
    keepers.add(gang.id());
  }

  /** What holds an allocation in the view and is not leaving, by id. */
  private List<Job> staying() {
    List<Job> staying = new ArrayList<>(view.running());
    staying.removeIf(job -> job.state() instanceof JobState.Stopping || stopped.contains(job.id()));
    return staying;
  }
}
