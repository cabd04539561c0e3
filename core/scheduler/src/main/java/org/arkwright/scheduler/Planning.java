package org.arkwright.scheduler;

import java.util.ArrayList;
import java.util.List;
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
import org.arkwright.scheduler.order.OrderingPolicy;

/** One cycle in the making. Used once. */
final class Planning {
  private final ClusterView view;
  private final long nowNanos;
  private final Memory memory;
  private final PlacementScore score;
  private final OrderingPolicy ordering;
  private final Timeline timeline;
  private final QuotaBook quotas;

  /** What may be told to stop, and what is, in this cycle. */
  private final List<Job> preemptible = new ArrayList<>();

  private final Set<JobId> stopped = new TreeSet<>();

  /** What this cycle starts, as it will be. */
  private final List<Job> started = new ArrayList<>();

  private final List<Plan.Start> starts = new ArrayList<>();
  private final List<Plan.Preempt> preempts = new ArrayList<>();
  private final List<JobId> keepers = new ArrayList<>();
  private boolean leaving;

  Planning(ClusterView view, long nowNanos, Memory memory, OrderingPolicy ordering) {
    this.view = view;
    this.nowNanos = nowNanos;
    this.memory = memory;
    this.score = memory.score();
    this.ordering = ordering;
    this.timeline = new Timeline(view, memory.shortlists());
    OwnersDemand demand = new OwnersDemand(view, memory::fitsEmptySite);
    preemptible.addAll(view.preemptible());
    preemptible.removeIf(job -> job.state() instanceof JobState.Stopping);
    this.quotas = new QuotaBook(view, memory.capacity(), demand);
  }

  Cycle run() {
    for (Job job : view.stopping()) {
      leaving = true;
      timeline.leave(job);
      quotas.leave(job);
    }
    takeTurns();
    return new Cycle(
        new Plan(starts, preempts), keepers, List.copyOf(quotas.claimants()), ordering);
  }

  /** A class gives up its turns for this cycle with the first gang that cannot start. */
  private void takeTurns() {
    PriorityQueue<Turn> line = new PriorityQueue<>(Turn.ORDER);
    for (PendingClass pending : view.pending()) {
      Turn turn = new Turn(pending, ordering, share(pending));
      if (turn.advance(nowNanos)) {
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
        if (turn.advance(nowNanos)) {
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
    if (!quotas.allowsNow(gang)) {
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
    starts.add(new Plan.Start(gang.id(), place));
    Attempt attempt =
        new Attempt(new AttemptId(gang.id(), gang.attempts() + 1), place, nowNanos, List.of());
    started.add(gang.withState(new JobState.Starting(attempt)));
    return true;
  }

  /** Waits for what is leaving, else preempts, else keeps a claim or a reservation. */
  private void makeRoom(Job gang) {
    if (!quotas.couldEverAllow(gang)) {
      return;
    }
    GangShape shape = gang.spec().shape();
    if (leaving && quotas.allowsSoon(gang)) {
      Trial trial = timeline.trial(shape, score);
      if (trial.fits()) {
        keep(gang, trial);
        return;
      }
    }
    if (preempts(gang)) {
      return;
    }
    if (!quotas.allowsSoon(gang)) {
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

  private boolean preempts(Job gang) {
    if (preemptible.isEmpty()) {
      return false;
    }
    Victims victims = new Victims(view, quotas, ordering, nowNanos);
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
    keepers.add(gang.id());
  }

  /** What holds an allocation in the view and is not leaving, by id. */
  private List<Job> staying() {
    List<Job> staying = new ArrayList<>(view.running());
    staying.removeIf(job -> job.state() instanceof JobState.Stopping || stopped.contains(job.id()));
    return staying;
  }
}
