package org.arkwright.control;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankStatus;

/**
 * Reconciles the engine with the durable state. It compares the desired state with what the engine
 * has been told instead of following events, so a call lost in a crash is simply repeated.
 */
final class Effects {
  private final Engine engine;
  private final BugReport bugs;
  private final NavigableMap<JobId, Told> told = new TreeMap<>();
  private boolean started;

  /** The last order given to the engine about a job. */
  private record Told(AttemptId attempt, boolean placed, boolean stopping) {}

  Effects(Engine engine, BugReport bugs) {
    this.engine = engine;
    this.bugs = bugs;
  }

  /**
   * Starts the engine and informs it of every live attempt; until then nothing is told.
   *
   * @param knownNanos as {@link Engine#serve}
   */
  void start(State state, long knownNanos, Engine.Observer observer) {
    NavigableSet<AttemptId> live = new TreeSet<>();
    state.running().forEach(job -> job.state().liveAttempt().map(Attempt::id).ifPresent(live::add));
    state.lastStart().ifPresent(start -> engine.serve(start, knownNanos));
    engine.start(observer, live);
    started = true;
    settleAll(state);
  }

  /** Brings the engine up to date about these jobs. */
  void settle(State state, Collection<JobId> jobs) {
    for (JobId id : started ? jobs : List.<JobId>of()) {
      try {
        settle(state, id);
      } catch (RuntimeException e) {
        bugs.bug("telling the engine about job " + id, e);
      }
    }
  }

  /** Brings the engine up to date about every job. */
  void settleAll(State state) {
    NavigableSet<JobId> all = new TreeSet<>(told.keySet());
    state.running().forEach(job -> all.add(job.id()));
    settle(state, all);
  }

  /** Repeats the orders for attempts that are starting or stopping. */
  void repeat(State state) {
    for (Job job : new ArrayList<>(state.running())) {
      if (!(job.state() instanceof JobState.Running)) {
        told.remove(job.id());
        settle(state, job.id());
      }
    }
  }

  private void settle(State state, JobId id) {
    Told before = told.get(id);
    Job job = state.job(id).orElse(null);
    Attempt live = job == null ? null : job.state().liveAttempt().orElse(null);
    if (before != null && (live == null || !before.attempt.equals(live.id()))) {
      engine.forget(before.attempt);
      told.remove(id);
      before = null;
    }
    if (job == null || live == null) {
      return;
    }
    boolean stopping = job.state() instanceof JobState.Stopping;
    boolean placed = !live.waitsAtSite();
    if (before == null || (placed && !before.placed)) {
      // Again with its nodes, once its site has placed it: only then may its ranks start. Also
      // before a stop: it tells an engine that does not know the attempt which ranks to end.
      engine.launch(
          new Launch(
              live.id(),
              job.spec(),
              live.placement(),
              live.allocation(),
              startedRanks(live),
              state.artifacts().read(job)));
    }
    if (stopping && (before == null || !before.stopping)) {
      engine.stop(live.id(), job.spec().execution().grace());
    }
    told.put(id, new Told(live.id(), placed, stopping));
  }

  private static NavigableSet<Integer> startedRanks(Attempt attempt) {
    NavigableSet<Integer> started = new TreeSet<>();
    for (int rank = 0; rank < attempt.ranks().size(); rank++) {
      if (!(attempt.ranks().get(rank) instanceof RankStatus.Waiting)) {
        started.add(rank);
      }
    }
    return started;
  }
}
