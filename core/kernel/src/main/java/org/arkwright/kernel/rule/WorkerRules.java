package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.node.RankPlacement;

/** The rules for losing a worker: its attempts lose the ranks that they have on its node. */
public final class WorkerRules {
  private WorkerRules() {}

  public static Decision lose(State state, Command.LoseWorker lost, long nowNanos) {
    List<Event> events = new ArrayList<>();
    for (AttemptId id : lost.attempts()) {
      state
          .job(id.job())
          .filter(job -> job.state().liveAttempt().map(Attempt::id).filter(id::equals).isPresent())
          .ifPresent(job -> events.addAll(lose(state, job, lost, nowNanos)));
    }
    return new Decision.Accepted(events);
  }

  private static List<Event> lose(State state, Job job, Command.LoseWorker lost, long nowNanos) {
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    if (attempt.waitsAtSite()) {
      return stopUnplaced(job, attempt, lost, nowNanos);
    }
    List<Event> events = new ArrayList<>();
    Job after = job;
    for (RankPlacement placement : attempt.placements()) {
      Optional<RankExit> exit = exit(attempt, placement, lost);
      if (exit.isPresent() && after.state().liveAttempt().isPresent()) {
        // As if its worker had reported each: the journal need not tell the two apart.
        EventDraft draft = new EventDraft(after);
        LostRanks.lose(state, draft, placement.rank(), exit.get(), nowNanos);
        after = draft.job();
        events.addAll(draft.events());
      }
    }
    return events;
  }

  private static Optional<RankExit> exit(
      Attempt attempt, RankPlacement placement, Command.LoseWorker lost) {
    RankStatus status = attempt.ranks().get(placement.rank());
    if (!placement.node().equals(lost.node()) || status instanceof RankStatus.Ended) {
      return Optional.empty();
    }
    boolean neverSent =
        status instanceof RankStatus.Waiting && lost.neverSent().contains(attempt.id());
    return Optional.of(neverSent ? new RankExit.NeverRan(why(lost)) : new RankExit.Lost(why(lost)));
  }

  /**
   * Which ranks the worker was to have, nobody knows before the site has placed them. The attempt
   * stops, and ends when its site says that it is gone.
   */
  private static List<Event> stopUnplaced(
      Job job, Attempt attempt, Command.LoseWorker lost, long nowNanos) {
    StopCause cause = new StopCause.RankFailed(0, new RankExit.NeverRan(why(lost)));
    return job.state() instanceof JobState.Starting
        ? List.of(new Event.AttemptStopping(attempt.id(), cause, nowNanos))
        : List.of();
  }

  private static String why(Command.LoseWorker lost) {
    return "worker %s on node %s ended".formatted(lost.worker(), lost.node().name());
  }
}
