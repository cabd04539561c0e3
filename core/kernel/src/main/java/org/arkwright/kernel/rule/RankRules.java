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
    AttemptEndings endings =
        new AttemptEndings(
            state.site().lossesAllowed(), progressed(state, job.get(), report), nowNanos);
    draft.append(
        new Event.RankEnded(
            id,
            report.rank(),
            report.exit(),
            report.usage(),
            ended(job.get(), report, nowNanos),
            nowNanos));
    if (report.exit().succeeded()) {
      // The report of its start was lost or comes later: a rank that succeeded did run.
      runOnceAllStarted(draft, nowNanos);
      endings.followSuccess(draft);
    } else {
      StopCause cause = new StopCause.RankFailed(report.rank(), report.exit());
      endings.follow(draft, cause);
    }
    report.outputs().ifPresent(stored -> registerOutputs(state, draft, stored, nowNanos));
    return draft.accepted();
  }

  /** When the rank ended, as its node tells, but neither before its attempt nor to come. */
  private static Optional<Long> ended(Job job, Command.ReportRankEnded report, long nowNanos) {
    long started = job.state().liveAttempt().orElseThrow().startedAtNanos();
    return report
        .endedAgoNanos()
        .map(ago -> Math.min(Math.max(nowNanos - Math.max(ago, 0), started), nowNanos));
  }

  /**
   * Whether the attempt left other checkpoints than its job left before: files that it wrote anew
   * with the same content are none.
   */
  private static boolean progressed(State state, Job job, Command.ReportRankEnded report) {
    return report
        .outputs()
        .flatMap(StoredOutputs::checkpoints)
        .filter(files -> ArtifactRules.isNewCheckpoint(state, job, files))
        .isPresent();
  }

  /**
   * Turns the outputs of an attempt into versions in the batch of its end: all of them, or none.
   */
  private static void registerOutputs(
      State state, EventDraft draft, StoredOutputs stored, long nowNanos) {
    Job job = draft.job();
    if (job.state().liveAttempt().isEmpty()) {
      boolean succeeded = job.state() instanceof JobState.Succeeded;
      draft.events().addAll(ArtifactRules.produced(state, job, stored, succeeded, nowNanos));
    }
  }

  private static void runOnceAllStarted(EventDraft draft, long nowNanos) {
    if (draft.job().state() instanceof JobState.Starting(Attempt attempt)
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
