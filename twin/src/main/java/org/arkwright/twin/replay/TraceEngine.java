package org.arkwright.twin.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Allocation;

/**
 * An engine in simulated time that starts jobs at once, or after the start-up time of rented nodes,
 * runs each for its known length, and stops at once. It alone knows what a stop costs: the figures
 * of a report are {@link #spent} of each attempt. Observations are collected until {@link #take}.
 * Belongs to one thread.
 */
final class TraceEngine implements Engine {
  private final PriorityQueue<End> ends =
      new PriorityQueue<>(
          Comparator.comparingLong(End::atNanos).thenComparing(end -> end.run.attempt));

  /** The attempts launched and not yet forgotten: one that ended must not run again. */
  private final Map<AttemptId, Run> runs = new HashMap<>();

  private final Map<JobId, Need> needs = new HashMap<>();
  private final Set<JobId> failing = new HashSet<>();
  private final List<Observation> observations = new ArrayList<>();
  private final Interruptions interruptions;
  private final ToLongFunction<Allocation> startUps;
  private long nowNanos;

  /**
   * What a job has yet to do.
   *
   * @param workNanos of its own work
   * @param restartNanos before it works, because it was stopped
   */
  private record Need(long workNanos, long restartNanos) {
    static final Need NOTHING = new Need(0, 0);
  }

  private static final class Run {
    final AttemptId attempt;
    final JobSpec spec;
    final int ranks;
    final long sinceNanos;
    final Need need;

    /** Present once it ended. */
    Optional<Spent> spent = Optional.empty();

    Run(AttemptId attempt, JobSpec spec, int ranks, long sinceNanos, Need need) {
      this.attempt = attempt;
      this.spec = spec;
      this.ranks = ranks;
      this.sinceNanos = sinceNanos;
      this.need = need;
    }

    long endsNanos() {
      return sinceNanos + need.restartNanos + need.workNanos;
    }

    boolean isLive() {
      return spent.isEmpty();
    }
  }

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
    needs.put(job, new Need(nanos, 0));
  }

  /** Lets a job fail at the end of its run time; must be called before that. */
  void fails(JobId job) {
    failing.add(job);
  }

  /** What an attempt spent its time on; nothing while it runs, and once it is forgotten. */
  Spent spent(AttemptId attempt) {
    return Optional.ofNullable(runs.get(attempt)).flatMap(run -> run.spent).orElse(Spent.NOTHING);
  }

  /** The time at which the next job ends by itself; {@link Long#MAX_VALUE} when none runs. */
  long nextEndNanos() {
    while (!ends.isEmpty() && !ends.peek().run.isLive()) {
      ends.remove();
    }
    return ends.isEmpty() ? Long.MAX_VALUE : ends.peek().atNanos;
  }

  /** Advances the time and records the jobs that end by then. */
  void advance(long nanos) {
    nowNanos = nanos;
    while (nextEndNanos() <= nanos) {
      Run run = ends.remove().run;
      needs.remove(run.attempt.job());
      int code = failing.remove(run.attempt.job()) ? 1 : 0;
      Spent spent = new Spent(run.need.workNanos, 0, run.need.restartNanos);
      end(run, spent, new RankExit.Exited(code));
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
  public void start(Observer observer, Collection<AttemptId> live) {}

  @Override
  public void launch(Launch launch) {
    AttemptId attempt = launch.attempt();
    if (runs.containsKey(attempt)) {
      return;
    }
    // Ranks are reported as started at once: only the time the nodes are held matters.
    long since = nowNanos + startUps.applyAsLong(launch.allocation());
    int ranks = launch.allocation().ranks().size();
    Need need = needs.getOrDefault(attempt.job(), Need.NOTHING);
    Run run = new Run(attempt, launch.spec(), ranks, since, need);
    runs.put(attempt, run);
    ends.add(new End(run.endsNanos(), run));
    for (int rank = 0; rank < ranks; rank++) {
      if (!launch.startedRanks().contains(rank)) {
        observations.add(new ReportRankStarted(attempt, rank, 1));
      }
    }
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    Optional.ofNullable(runs.get(attempt)).filter(Run::isLive).ifPresent(this::stop);
  }

  /** A restart that a stop cuts short is needed again, whole; it does not add up. */
  private void stop(Run run) {
    long ran = Math.max(0, nowNanos - run.sinceNanos);
    long restarted = Math.min(ran, run.need.restartNanos);
    long worked = ran - restarted;
    long saved = interruptions.savedNanos(run.spec, worked);
    long left = Math.max(1, run.need.workNanos - saved);
    long restart = ran == 0 ? run.need.restartNanos : interruptions.restartNanos(run.spec);
    needs.computeIfPresent(run.attempt.job(), (_, _) -> new Need(left, restart));
    end(run, new Spent(saved, worked - saved, restarted), new RankExit.Stopped(false));
  }

  @Override
  public void forget(AttemptId attempt) {
    runs.remove(attempt);
  }

  @Override
  public void close() {}

  private void end(Run run, Spent spent, RankExit reason) {
    run.spent = Optional.of(spent);
    for (int rank = 0; rank < run.ranks; rank++) {
      observations.add(new ReportRankEnded(run.attempt, rank, reason));
    }
  }
}
