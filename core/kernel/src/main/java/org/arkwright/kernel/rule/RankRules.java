package org.arkwright.kernel.rule;

import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;

/**
 * The rules for reports about ranks. Reports may be late or repeated: one without news, or about an
 * attempt that is over, changes nothing.
 */
public final class RankRules {
  private static final Decision NO_CHANGE = new Decision.Accepted(List.of());

  private RankRules() {}

  public static Decision started(State state, Command.ReportRankStarted report, long nowNanos) {
    AttemptId id = report.attempt();
    Optional<Job> job = withLiveRank(state, id, report.rank());
    if (job.isEmpty() || !(status(job.get(), report.rank()) instanceof RankStatus.Waiting)) {
      return NO_CHANGE;
    }
    EventDraft draft = new EventDraft(job.get());
    draft.append(new Event.RankStarted(id, report.rank(), report.pid(), nowNanos));
    runOnceAllStarted(draft, nowNanos);
    return draft.accepted();
  }

  public static Decision ended(State state, Command.ReportRankEnded report, long nowNanos) {
    AttemptId id = report.attempt();
    Optional<Job> job = withLiveRank(state, id, report.rank());
    if (job.isEmpty() || status(job.get(), report.rank()) instanceof RankStatus.Ended) {
      return NO_CHANGE;
    }
    EventDraft draft = new EventDraft(job.get());
    OutputRules.Left left = OutputRules.left(job.get(), report);
    AttemptEndings endings =
        new AttemptEndings(
            state.site().lossesAllowed(),
            OutputRules.progressed(state, job.get(), left.all()),
            nowNanos);
    draft.append(
        new Event.RankEnded(
            id,
            report.rank(),
            left.exit(),
            report.usage(),
            ended(job.get(), report, nowNanos),
            nowNanos));
    if (left.exit().succeeded()) {
      // The report of its start was lost or comes later: a rank that succeeded did run.
      runOnceAllStarted(draft, nowNanos);
      endings.followSuccess(draft);
    } else {
      StopCause cause = new StopCause.RankFailed(report.rank(), left.exit());
      endings.follow(draft, cause);
    }
    OutputRules.keep(state, draft, left, nowNanos);
    return draft.accepted();
  }

  /** When the rank ended, as its node tells, but neither before its attempt nor to come. */
  private static Optional<Long> ended(Job job, Command.ReportRankEnded report, long nowNanos) {
    long started = job.state().liveAttempt().orElseThrow().runsFromNanos();
    return report
        .endedAgoNanos()
        .map(ago -> Math.min(Math.max(nowNanos - Math.max(ago, 0), started), nowNanos));
  }

  /** Lets the attempt run, once its site has placed it and none of its ranks waits to start. */
  static void runOnceAllStarted(EventDraft draft, long nowNanos) {
    if (draft.job().state() instanceof JobState.Starting(Attempt attempt)
        && !attempt.waitsAtSite()
        && attempt.ranks().stream().noneMatch(RankStatus.Waiting.class::isInstance)) {
      draft.append(new Event.AttemptRunning(attempt.id(), nowNanos));
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
