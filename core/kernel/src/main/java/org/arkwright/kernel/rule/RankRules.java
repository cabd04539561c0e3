package org.arkwright.kernel.rule;

import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;

/**
 * Decides what a report about a rank means. Reports come from afar: one that says nothing new, or
 * is about an attempt that is over, changes nothing.
 */
public final class RankRules {
  private static final Decision NOTHING_NEW = new Decision.Accepted(List.of());

  private RankRules() {}

  public static Decision started(State state, Command.ReportRankStarted report, long nowNanos) {
    AttemptId id = report.attempt();
    Optional<Job> job = withLiveRank(state, id, report.rank());
    if (job.isEmpty() || !(status(job.get(), report.rank()) instanceof RankStatus.Waiting)) {
      return NOTHING_NEW;
    }
    EventDraft draft = new EventDraft(job.get());
    draft.happen(new Event.RankStarted(id, report.rank(), report.pid(), nowNanos));
    runOnceAllStarted(draft, nowNanos);
    return draft.accepted();
  }

  public static Decision ended(State state, Command.ReportRankEnded report, long nowNanos) {
    AttemptId id = report.attempt();
    Optional<Job> job = withLiveRank(state, id, report.rank());
    if (job.isEmpty() || status(job.get(), report.rank()) instanceof RankStatus.Ended) {
      return NOTHING_NEW;
    }
    EventDraft draft = new EventDraft(job.get());
    draft.happen(new Event.RankEnded(id, report.rank(), report.exit(), report.usage(), nowNanos));
    if (report.exit().succeeded()) {
      // Its start was lost on the way, or comes later: a rank that ended well did run.
      runOnceAllStarted(draft, nowNanos);
      AttemptEndings.followSuccess(draft, nowNanos);
    } else {
      StopCause cause = new StopCause.RankFailed(report.rank(), report.exit());
      AttemptEndings.follow(draft, cause, nowNanos);
    }
    report.outputs().ifPresent(stored -> keep(state, draft, stored, nowNanos));
    return draft.accepted();
  }

  /** What an attempt left becomes versions with its end, in the same batch: all of it, or none. */
  private static void keep(State state, EventDraft draft, StoredOutputs stored, long nowNanos) {
    Job job = draft.job();
    if (job.state().liveAttempt().isEmpty()) {
      boolean succeeded = job.state() instanceof JobState.Succeeded;
      draft.events().addAll(ArtifactRules.made(state, job, stored, succeeded, nowNanos));
    }
  }

  private static void runOnceAllStarted(EventDraft draft, long nowNanos) {
    if (draft.job().state() instanceof JobState.Starting(Attempt attempt)
        && attempt.ranks().stream().noneMatch(RankStatus.Waiting.class::isInstance)) {
      draft.happen(new Event.AttemptRunning(attempt.id(), nowNanos));
    }
  }

  private static Optional<Job> withLiveRank(State state, AttemptId id, int rank) {
    return state
        .job(id.job())
        .filter(job ->
            job.state()
                .liveAttempt()
                .filter(live -> live.id().equals(id) && rank >= 0 && rank < live.ranks().size())
                .isPresent());
  }

  private static RankStatus status(Job job, int rank) {
    return job.state().liveAttempt().orElseThrow().ranks().get(rank);
  }
}
