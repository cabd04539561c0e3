package org.arkwright.twin.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Command.ReportRankEnded;
import org.arkwright.model.Command.ReportRankStarted;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Allocation;

/**
 * An engine in simulated time that starts jobs at once, or after the start-up time of rented nodes,
 * runs each for its known length, and stops at once. Observations are collected until {@link
 * #take}. Belongs to one thread.
 */
final class TraceEngine implements Engine {
  private final PriorityQueue<End> ends =
      new PriorityQueue<>(
          Comparator.comparingLong(End::atNanos).thenComparing(end -> end.run.attempt));
  private final Map<AttemptId, Run> running = new HashMap<>();
  private final Map<JobId, Long> neededNanos = new HashMap<>();
  private final List<Observation> observations = new ArrayList<>();
  private final Interruptions interruptions;
  private final ToLongFunction<Allocation> startUps;
  private final RankExit exit = new RankExit.Exited(0);
  private long nowNanos;

  private record Run(
      AttemptId attempt, int ranks, long sinceNanos, Optional<Flexibility> flexibility) {}

  private record End(long atNanos, Run run) {}

  /**
   * @param startUps start-up time of the nodes of an allocation
   */
  TraceEngine(Interruptions interruptions, ToLongFunction<Allocation> startUps) {
    this.interruptions = interruptions;
    this.startUps = startUps;
  }

  /** Sets the remaining run time of a job; must be called before it starts. */
  void needs(JobId job, long nanos) {
    neededNanos.put(job, nanos);
  }

  /** The time at which the next job ends by itself; {@link Long#MAX_VALUE} when none runs. */
  long nextEndNanos() {
    while (!ends.isEmpty() && running.get(ends.peek().run.attempt) == null) {
      ends.remove();
    }
    return ends.isEmpty() ? Long.MAX_VALUE : ends.peek().atNanos;
  }

  /** Advances the time and records the jobs that end by then. */
  void advance(long nanos) {
    nowNanos = nanos;
    while (nextEndNanos() <= nanos) {
      Run run = ends.remove().run;
      running.remove(run.attempt);
      neededNanos.remove(run.attempt.job());
      ended(run, exit);
    }
  }

  /** Returns the observations since the last call, in order. */
  List<Observation> take() {
    List<Observation> taken = List.copyOf(observations);
    observations.clear();
    return taken;
  }

  /** Whether {@link #take} would return any observation. */
  boolean hasObservations() {
    return !observations.isEmpty();
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public void start(Observer observer, Collection<AttemptId> live) {}

  @Override
  public void launch(Launch launch) {
    AttemptId attempt = launch.attempt();
    if (running.containsKey(attempt)) {
      return;
    }
    // Ranks are reported as started at once: only the time the nodes are held matters.
    long since = nowNanos + startUps.applyAsLong(launch.allocation());
    Run run =
        new Run(
            attempt,
            launch.allocation().ranks().size(),
            since,
            launch.spec().scheduling().flexibility());
    running.put(attempt, run);
    long needed = neededNanos.getOrDefault(attempt.job(), 0L);
    ends.add(new End(since + needed, run));
    for (int rank = 0; rank < run.ranks; rank++) {
      if (!launch.startedRanks().contains(rank)) {
        observations.add(new ReportRankStarted(attempt, rank, 1));
      }
    }
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    Run run = running.remove(attempt);
    if (run != null) {
      long ran = Math.max(0, nowNanos - run.sinceNanos);
      neededNanos.computeIfPresent(
          attempt.job(),
          (_, needed) ->
              run.flexibility
                  .filter(Flexibility::interruptible)
                  .map(flexibility ->
                      flexibility.restartCost().toNanos() + Math.max(1, needed - ran))
                  .orElseGet(() -> interruptions.remainingNanos(needed, ran)));
      ended(run, new RankExit.Stopped(false));
    }
  }

  @Override
  public void forget(AttemptId attempt) {}

  @Override
  public void close() {}

  private void ended(Run run, RankExit reason) {
    for (int rank = 0; rank < run.ranks; rank++) {
      observations.add(new ReportRankEnded(run.attempt, rank, reason));
    }
  }
}
