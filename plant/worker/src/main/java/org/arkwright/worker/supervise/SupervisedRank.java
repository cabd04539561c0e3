package org.arkwright.worker.supervise;

import java.util.Optional;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.worker.device.EnergyMeter;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankProcess;
import org.jspecify.annotations.Nullable;

/** One rank and what is known of it. Guarded by the supervisor's lock. */
final class SupervisedRank {
  /** Where the rank stands. */
  sealed interface State {
    /** In line to be spawned. */
    record Waiting() implements State {}

    /** A thread is spawning it. */
    record Spawning() implements State {}

    record Running(RankProcess process, RankIsolation enclosure) implements State {}

    record Ended(RankExit exit) implements State {}
  }

  final SupervisedAttempt attempt;
  final int rank;
  final int localRank;
  State state = new State.Waiting();

  /** Whether the worker killed it because the grace period was over. */
  boolean killed;

  /** The counters as it was spawned; null for a rank that an earlier worker spawned. */
  EnergyMeter.@Nullable Mark begin;

  /** What it used, once it has ended and where somebody counted. */
  Optional<RankUsage> usage = Optional.empty();

  /** Why it was fenced, if it was. */
  @Nullable String fencedBecause;

  SupervisedRank(SupervisedAttempt attempt, int rank, int localRank) {
    this.attempt = attempt;
    this.rank = rank;
    this.localRank = localRank;
  }

  boolean hasEnded() {
    return state instanceof State.Ended;
  }
}
