package org.arkwright.kernel.rule;

import org.arkwright.kernel.state.JobTransitions;
import org.arkwright.model.Event;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;

/** The rules for the end of an attempt and the resulting state of its job. */
final class AttemptEndings {
  private AttemptEndings() {}

  /** Handles a rank that succeeded: the attempt ends with its last rank. */
  static void followSuccess(EventDraft draft, long nowNanos) {
    Attempt attempt = draft.job().state().liveAttempt().orElseThrow();
    if (!attempt.allEnded()) {
      return;
    }
    if (draft.job().state() instanceof JobState.Stopping(_, StopCause cause, _)) {
      conclude(draft, attempt, cause, nowNanos);
    } else {
      // A failure would have stopped the attempt, so every rank succeeded.
      draft.append(new Event.JobSucceeded(draft.job().id(), nowNanos));
    }
  }

  /**
   * Handles a rank that failed: the gang stops for the given cause unless it is stopping already,
   * and the attempt ends with its last rank.
   */
  static void follow(EventDraft draft, StopCause cause, long nowNanos) {
    Attempt attempt = draft.job().state().liveAttempt().orElseThrow();
    boolean stopping = draft.job().state() instanceof JobState.Stopping;
    if (attempt.allEnded()) {
      StopCause first =
          draft.job().state() instanceof JobState.Stopping(_, StopCause earlier, _)
              ? earlier
              : cause;
      conclude(draft, attempt, first, nowNanos);
    } else if (!stopping) {
      draft.append(new Event.AttemptStopping(attempt.id(), cause, nowNanos));
    }
  }

  private static void conclude(EventDraft draft, Attempt attempt, StopCause cause, long nowNanos) {
    Job job = draft.job();
    if (cause instanceof StopCause.CancelRequested(String by)) {
      draft.append(new Event.JobCancelled(job.id(), by, nowNanos));
    } else if (attempt.ranks().stream().allMatch(AttemptEndings::succeeded)) {
      // The stop order came too late to have an effect.
      draft.append(new Event.JobSucceeded(job.id(), nowNanos));
    } else if (cause.byScheduler()) {
      draft.append(new Event.JobRequeued(attempt.id(), cause, false, nowNanos, nowNanos));
    } else if (job.failures() < job.spec().execution().restart().maxRestarts()) {
      int failures = JobTransitions.failuresBefore(job, nowNanos) + 1;
      long wait = job.spec().execution().restart().backoffNanos(failures);
      draft.append(new Event.JobRequeued(attempt.id(), cause, true, nowNanos + wait, nowNanos));
    } else {
      draft.append(new Event.JobFailed(job.id(), cause, nowNanos));
    }
  }

  private static boolean succeeded(RankStatus status) {
    return status instanceof RankStatus.Ended(RankExit exit, _) && exit.succeeded();
  }
}
