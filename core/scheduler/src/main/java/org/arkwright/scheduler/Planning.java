package org.arkwright.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.model.Allocation;
import org.arkwright.model.Attempt;
import org.arkwright.model.AttemptId;
import org.arkwright.model.GangShape;
import org.arkwright.model.Job;
import org.arkwright.model.JobId;
import org.arkwright.model.JobState;
import org.arkwright.model.Plan;
import org.arkwright.model.StopCause;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.waiting.RunTime.Pause;

/** One cycle in the making. Used once. */
final class Planning {
  private final ClusterView view;
  private final long nowNanos;
  private final Memory memory;
  private final PlacementScore score;
  private final OrderingPolicy ordering;
  private final Timeline timeline;
  private final QuotaBook quotas;
  private final PowerBook power;
  private final EnergyWait energy;
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

  Planning(
      ClusterView view, long nowNanos, Memory memory, EnergyWait energy, OrderingPolicy ordering) {
    this.view = view;
    this.nowNanos = nowNanos;
    this.memory = memory;
    this.energy = energy;
    this.score = memory.score();
    this.ordering = ordering;
    this.timeline = new Timeline(view, memory.shortlists());
    this.power = new PowerBook(view, memory.surroundings());
    OwnersDemand demand = new OwnersDemand(view, this::couldEverRun, this::waitNow);
    preemptible.addAll(view.preemptible());
    preemptible.removeIf(job -> job.state() instanceof JobState.Stopping);
    this.quotas = new QuotaBook(view, memory.capacity(), demand);
  }

  private boolean couldEverRun(GangShape shape) {
    return power.couldEverAllow(shape) && memory.fitsEmptySite(shape);
  }

  /** How many of the class's gangs would start now if they could. */
  private int waitNow(PendingClass pending) {
    int all = pending.gangs().size();
    return energy.isIdle() ? all : all - (int) pending.gangs().stream().filter(this::held).count();
  }

  Cycle run() {
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
    timeline.leave(job);
    quotas.leave(job);
    power.leave(job);
  }

  /** Those whose time is over, and those for which the site has no power. */
  private void pause() {
    for (Plan.Pause line : energy.pauses(view, nowNanos)) {
      pause(view.job(line.attempt().job()).orElseThrow(), line);
    }
    for (Job job : power.excess(preemptible)) {
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
    PriorityQueue<Turn> line = new PriorityQueue<>(Turn.ORDER);
    for (PendingClass pending : view.pending()) {
      Turn turn = new Turn(pending, ordering, share(pending));
      if (turn.advance(nowNanos, this::held)) {
        line.add(turn);
      }
    }
    while (!line.isEmpty()) {
      Turn turn = line.remove();
      double share = share(turn.pending());
      if (share > turn.share()) {
        turn.share(share);
        line.add(turn);
      } else if (starts(turn)) {
        if (turn.advance(nowNanos, this::held)) {
          line.add(turn);
        }
      } else {
        makeRoom(turn.gang());
      }
    }
  }

  private double share(PendingClass pending) {
    return quotas.share(pending.project(), ordering, nowNanos);
  }

  private boolean starts(Turn turn) {
    Job gang = turn.gang();
    if (!quotas.allowsNow(gang) || !power.allowsNow(gang)) {
      return false;
    }
    boolean brief = timeline.brief(Ends.ifStartedNow(gang.spec(), nowNanos));
    Candidates candidates = memory.shortlists().of(gang.spec().shape(), brief);
    if (!candidates.fit()) {
      return false;
    }
    Allocation place =
        candidates.place(
            (node, rank) -> timeline.start(node, rank, gang.spec().resources(), brief));
    quotas.start(gang);
    power.start(gang, place);
    starts.add(new Plan.Start(gang.id(), place));
    Attempt attempt =
        new Attempt(new AttemptId(gang.id(), gang.attempts() + 1), place, nowNanos, List.of());
    started.add(gang.withState(new JobState.Starting(attempt)));
    return true;
  }

  /** Waits for what is leaving, else preempts, else keeps a claim or a reservation. */
  private void makeRoom(Job gang) {
    if (!quotas.couldEverAllow(gang) || !power.couldEverAllow(gang.spec().shape())) {
      return;
    }
    GangShape shape = gang.spec().shape();
    if (leaving && quotas.allowsSoon(gang) && power.allowsSoon(gang)) {
      Trial trial = timeline.trial(shape, score);
      if (trial.fits()) {
        keep(gang, trial);
        return;
      }
    }
    if (preempts(gang)) {
      return;
    }
    if (!power.allowsSoon(gang)) {
      waitForPower(gang);
    } else if (!quotas.allowsSoon(gang)) {
      // Two borrowers that claim while they yield to each other's owners would wait forever.
      if (quotas.claimant(gang.spec().project()).isEmpty()
          && !quotas.yieldsToOwners(gang)
          && memory.fitsEmptySite(shape)) {
        quotas.claim(gang);
      }
    } else if (timeline.reservation().isEmpty()) {
      List<Job> holding = staying();
      holding.addAll(started);
      Reservation.earliest(view, nowNanos, timeline.soonCopy(), holding, gang, score)
          .ifPresent(made -> {
            timeline.reserve(made);
            quotas.claim(gang);
            keepers.add(gang.id());
          });
    }
  }

  /** One at a time: what a second one claims might be there for others much sooner. */
  private void waitForPower(Job gang) {
    if (!powerClaimed && quotas.allowsSoon(gang) && memory.fitsEmptySite(gang.spec().shape())) {
      powerClaimed = true;
      power.claim(gang);
      keepers.add(gang.id());
    }
  }

  private boolean preempts(Job gang) {
    if (preemptible.isEmpty()) {
      return false;
    }
    Victims victims = new Victims(view, quotas, power, ordering, nowNanos);
    List<Job> candidates = victims.candidates(gang, preemptible);
    if (candidates.isEmpty()) {
      return false;
    }
    Trial trial = timeline.trial(gang.spec().shape(), score);
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
    keep(gang, trial);
    return true;
  }

  private void keep(Job gang, Trial trial) {
    timeline.keep(trial);
    quotas.claim(gang);
    power.claim(gang);
    keepers.add(gang.id());
  }

  /** What holds an allocation in the view and is not leaving, by id. */
  private List<Job> staying() {
    List<Job> staying = new ArrayList<>(view.running());
    staying.removeIf(job -> job.state() instanceof JobState.Stopping || stopped.contains(job.id()));
    return staying;
  }
}
