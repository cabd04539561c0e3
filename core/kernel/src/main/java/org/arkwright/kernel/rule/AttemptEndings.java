package org.arkwright.kernel.rule;

import java.util.OptionalInt;
import org.arkwright.kernel.state.JobTransitions;
import org.arkwright.model.Event;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Tries;

/**
 * The rules for the end of an attempt and the resulting state of its job.
 *
 * <p>What the job did itself counts against its restarts, and a newer checkpoint forgives what it
 * did before; an exit code that its spec calls final ends it at once. What the platform lost is
 * started again within the site's bound, unless the job asked not to be. What never ran goes back
 * to the queue for ever, since nothing of it was tried.
 *
 * @param lossesAllowed how often the platform may lose a job that it starts again
 * @param progressed whether the attempt left a newer checkpoint than the one before
 */
record AttemptEndings(int lossesAllowed, boolean progressed, long nowNanos) {
  /** Handles a rank that succeeded: the attempt ends with its last rank. */
  void followSuccess(EventDraft draft) {
    Attempt attempt = draft.job().state().liveAttempt().orElseThrow();
    if (!attempt.allEnded()) {
      return;
    }
    if (draft.job().state() instanceof JobState.Stopping(_, StopCause cause, _)) {
      conclude(draft, attempt, cause);
    } else {
      // A failure would have stopped the attempt, so every rank succeeded.
      draft.append(new Event.JobSucceeded(draft.job().id(), nowNanos));
    }
  }

  /**
   * Handles a rank that failed: the gang stops for the given cause unless it is stopping already,
   * and the attempt ends with its last rank.
   */
  void follow(EventDraft draft, StopCause cause) {
    Attempt attempt = draft.job().state().liveAttempt().orElseThrow();
    boolean stopping = draft.job().state() instanceof JobState.Stopping;
    if (attempt.allEnded()) {
      StopCause first =
          draft.job().state() instanceof JobState.Stopping(_, StopCause earlier, _)
              ? earlier
              : cause;
      conclude(draft, attempt, first);
    } else if (!stopping) {
      draft.append(new Event.AttemptStopping(attempt.id(), cause, nowNanos));
    }
  }

  private void conclude(EventDraft draft, Attempt attempt, StopCause cause) {
    Job job = draft.job();
    if (cause instanceof StopCause.CancelRequested(String by)) {
      draft.append(new Event.JobCancelled(job.id(), by, nowNanos));
    } else if (attempt.ranks().stream().allMatch(AttemptEndings::succeeded)) {
      // The stop order came too late to have an effect.
      draft.append(new Event.JobSucceeded(job.id(), nowNanos));
    } else if (cause.byScheduler()) {
      requeue(draft, attempt, cause, Tries.Count.NOTHING, 0);
    } else if (cause.byPlatform()) {
      concludeLoss(draft, attempt, cause);
    } else {
      concludeFailure(draft, attempt, cause);
    }
  }

  private void concludeLoss(EventDraft draft, Attempt attempt, StopCause cause) {
    Job job = draft.job();
    if (attempt.ranks().stream().allMatch(AttemptEndings::untouched)) {
      // At once; but what ends its worker each time must not do so many times a second.
      int before = job.tries().neverRan();
      long wait = before == 0 ? 0 : RestartPolicy.LOSSES.backoffNanos(before);
      requeue(draft, attempt, cause, Tries.Count.NEVER_RAN, wait);
      return;
    }
    boolean mayHaveRun = !attempt.ranks().stream().allMatch(AttemptEndings::neverRan);
    int losses = JobTransitions.triesBefore(job, nowNanos).losses() + 1;
    if (mayHaveRun && !job.spec().execution().restart().afterLoss()) {
      fail(draft, new StopCause.GivenUp(cause, OptionalInt.empty()));
    } else if (losses > lossesAllowed) {
      fail(draft, new StopCause.GivenUp(cause, OptionalInt.of(losses)));
    } else {
      requeue(draft, attempt, cause, Tries.Count.LOSS, RestartPolicy.LOSSES.backoffNanos(losses));
    }
  }

  private void concludeFailure(EventDraft draft, Attempt attempt, StopCause cause) {
    Job job = draft.job();
    int failures = progressed ? 0 : JobTransitions.triesBefore(job, nowNanos).failures();
    RestartPolicy restart = job.spec().execution().restart();
    if (failures < restart.maxRestarts() && !restart.isFinal(cause)) {
      requeue(draft, attempt, cause, Tries.Count.FAILURE, restart.backoffNanos(failures + 1));
    } else {
      fail(draft, cause);
    }
  }

  private void requeue(
      EventDraft draft, Attempt attempt, StopCause cause, Tries.Count count, long waitNanos) {
    draft.append(
        new Event.JobRequeued(
            attempt.id(), cause, count, progressed, nowNanos + waitNanos, nowNanos));
  }

  private void fail(EventDraft draft, StopCause cause) {
    draft.append(new Event.JobFailed(draft.job().id(), cause, nowNanos));
  }

  private static boolean succeeded(RankStatus status) {
    return status instanceof RankStatus.Ended(RankExit exit, _) && exit.succeeded();
  }

  private static boolean neverRan(RankStatus status) {
    return status instanceof RankStatus.Ended(RankExit exit, _) && exit.neverRan();
  }

  /** Whether the platform was gone before anything of the rank was tried. */
  private static boolean untouched(RankStatus status) {
    return status instanceof RankStatus.Ended(RankExit.NeverRan _, _);
  }
}
