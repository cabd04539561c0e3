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
 * Machinery that starts at once, or after what rented nodes take to start, runs each job for as
 * long as it is known to need, and stops at once. What it sees waits until {@link #take}. One
 * thread.
 */
final class TraceEngine implements Engine {
  private final PriorityQueue<End> ends =
      new PriorityQueue<>(
          Comparator.comparingLong(End::atNanos).thenComparing(end -> end.run.attempt));
  private final Map<AttemptId, Run> running = new HashMap<>();
  private final Map<JobId, Long> neededNanos = new HashMap<>();
  private final List<Observation> seen = new ArrayList<>();
  private final Interruptions interruptions;
  private final ToLongFunction<Allocation> startUps;
  private final RankExit exit = new RankExit.Exited(0);
  private long nowNanos;

  private record Run(
      AttemptId attempt, int ranks, long sinceNanos, Optional<Flexibility> flexibility) {}

  private record End(long atNanos, Run run) {}

  /**
   * @param startUps how long the nodes of an allocation take to start
   */
  TraceEngine(Interruptions interruptions, ToLongFunction<Allocation> startUps) {
    this.interruptions = interruptions;
    this.startUps = startUps;
  }

  /** Says how long a job runs from now on; told before it starts. */
  void needs(JobId job, long nanos) {
    neededNanos.put(job, nanos);
  }

  /** When the next job ends by itself; the greatest number when none runs. */
  long nextEndNanos() {
    while (!ends.isEmpty() && running.get(ends.peek().run.attempt) == null) {
      ends.remove();
    }
    return ends.isEmpty() ? Long.MAX_VALUE : ends.peek().atNanos;
  }

  /** Time goes on; what ends by then is seen. */
  void advance(long nanos) {
    nowNanos = nanos;
    while (nextEndNanos() <= nanos) {
      Run run = ends.remove().run;
      running.remove(run.attempt);
      neededNanos.remove(run.attempt.job());
      ended(run, exit);
    }
  }

  /** What was seen since the last call, in order. */
  List<Observation> take() {
    List<Observation> taken = List.copyOf(seen);
    seen.clear();
    return taken;
  }

  /** Whether {@link #take} has something to give. */
  boolean hasSeen() {
    return !seen.isEmpty();
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
    // The ranks are told to run at once: only how long the nodes are held matters to anybody.
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
        seen.add(new ReportRankStarted(attempt, rank, 1));
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
                  .map(moved -> moved.restartCost().toNanos() + Math.max(1, needed - ran))
                  .orElseGet(() -> interruptions.restNanos(needed, ran)));
      ended(run, new RankExit.Stopped(false));
    }
  }

  @Override
  public void forget(AttemptId attempt) {}

  @Override
  public void close() {}

  private void ended(Run run, RankExit how) {
    for (int rank = 0; rank < run.ranks; rank++) {
      seen.add(new ReportRankEnded(run.attempt, rank, how));
    }
  }
}
