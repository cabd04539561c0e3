package org.arkwright.worker.supervise;

import java.util.Optional;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.worker.device.EnergyMeter;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.rank.SessionLeader;
import org.jspecify.annotations.Nullable;

/** The state of one rank. Guarded by the supervisor's lock. */
final class SupervisedRank {
  /** The lifecycle state of a rank. */
  sealed interface State {
    /** Queued for spawning. */
    record Waiting() implements State {}

    /** A thread is spawning it. */
    record Spawning() implements State {}

    record Running(RankProcess process, RankIsolation isolation) implements State {}

    record Ended(RankExit exit) implements State {}
  }

  final SupervisedAttempt attempt;
  final int rank;
  final int localRank;
  State state = new State.Waiting();

  /** Whether it ran when this worker adopted it. */
  boolean seenAlive;

  /** Whether the worker killed it after the grace period. */
  boolean killed;

  /** The energy counters at its spawn; null for a rank that an earlier worker spawned. */
  EnergyMeter.@Nullable Mark begin;

  /** Its usage, once it has ended and if it was measured. */
  Optional<RankUsage> usage = Optional.empty();

  /** When it ended; empty until it has, or where an earlier worker did not note it. */
  Optional<NotedEnd> end = Optional.empty();

  /** The reason why it was fenced; null if it was not. */
  @Nullable String fencedBecause;

  SupervisedRank(SupervisedAttempt attempt, int rank, int localRank) {
    this.attempt = attempt;
    this.rank = rank;
    this.localRank = localRank;
  }

  /** Its usage, if it was measured from its spawn on. */
  Optional<RankUsage> measured(EnergyMeter meter, RankProcess process) {
    EnergyMeter.Mark spawned = begin;
    return spawned != null
            && process instanceof RankProcess.Child(SessionLeader child)
            && child.cpuNanos().isPresent()
        ? Optional.of(meter.used(spawned, child.cpuNanos().getAsLong()))
        : Optional.empty();
  }

  /** How it is watched; empty while it has no process. */
  Optional<RankObserver.RunningRank> running() {
    return state instanceof State.Running(RankProcess process, RankIsolation _)
        ? Optional.of(new RankObserver.RunningRank(attempt.id(), rank, process.pid()))
        : Optional.empty();
  }

  boolean hasEnded() {
    return state instanceof State.Ended;
  }
}
