package org.arkwright.kernel.rule;

import org.arkwright.model.Event;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.StopCause;

/** Decides how an attempt ends, and what becomes of its job then. */
final class AttemptEndings {
  private AttemptEndings() {}

  /** A rank ended well: the attempt is over once no other is left. */
  static void followSuccess(EventDraft draft, long nowNanos) {
    Attempt attempt = draft.job().state().liveAttempt().orElseThrow();
    if (!attempt.allEnded()) {
      return;
    }
    if (draft.job().state() instanceof JobState.Stopping(_, StopCause cause, _)) {
      conclude(draft, attempt, cause, nowNanos);
    } else {
      // A failure would have made it stop, so every rank succeeded.
      draft.happen(new Event.JobSucceeded(draft.job().id(), nowNanos));
    }
  }

  /**
   * A rank ended badly: the gang stops, for that cause unless it had one, or is over once no rank
   * is left.
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
      draft.happen(new Event.AttemptStopping(attempt.id(), cause, nowNanos));
    }
  }

  private static void conclude(EventDraft draft, Attempt attempt, StopCause cause, long nowNanos) {
    Job job = draft.job();
    if (cause instanceof StopCause.CancelRequested(String by)) {
      draft.happen(new Event.JobCancelled(job.id(), by, nowNanos));
    } else if (attempt.ranks().stream().allMatch(AttemptEndings::succeeded)) {
      // The order to stop came too late to matter.
      draft.happen(new Event.JobSucceeded(job.id(), nowNanos));
    } else if (cause.byScheduler()) {
      draft.happen(new Event.JobRequeued(attempt.id(), cause, false, nowNanos, nowNanos));
    } else if (job.failures() < job.spec().execution().restart().maxRestarts()) {
      long wait = job.spec().execution().restart().backoffNanos(job.failures() + 1);
      draft.happen(new Event.JobRequeued(attempt.id(), cause, true, nowNanos + wait, nowNanos));
    } else {
      draft.happen(new Event.JobFailed(job.id(), cause, nowNanos));
    }
  }

  private static boolean succeeded(RankStatus status) {
    return status instanceof RankStatus.Ended(RankExit exit, _) && exit.succeeded();
  }
}
