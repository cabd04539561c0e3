package org.arkwright.kernel.rule;

import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.StopCause;

/**
 * The rules for cancelling a job. A cancellation overrides every other cause: an attempt that is
 * already stopping takes it as its new cause.
 */
public final class CancellationRules {
  private CancellationRules() {}

  public static Decision cancel(
      State state, Command.CancelJob cancel, String author, long nowNanos) {
    Optional<Job> job = state.job(cancel.job());
    String by = cancel.why().map(why -> author + ": " + why).orElse(author);
    return job.<Decision>map(live -> new Decision.Accepted(end(live, by, nowNanos)))
        .orElseGet(() -> unknown(cancel));
  }

  /** The events that end a live job, or ask its ranks to stop. */
  static List<Event> end(Job job, String by, long nowNanos) {
    return switch (job.state()) {
      case JobState.Queued _ -> List.of(new Event.JobCancelled(job.id(), by, nowNanos));
      case JobState.Starting(Attempt attempt) -> stop(attempt, by, nowNanos);
      case JobState.Running(Attempt attempt, _) -> stop(attempt, by, nowNanos);
      case JobState.Stopping(_, StopCause.CancelRequested _, _) -> List.of();
      case JobState.Stopping(Attempt attempt, _, _) -> stop(attempt, by, nowNanos);
      case JobState.Succeeded _, JobState.Failed _, JobState.Cancelled _ ->
          throw new IllegalStateException(job.id() + " is final but still live");
    };
  }

  private static List<Event> stop(Attempt attempt, String by, long nowNanos) {
    return List.of(
        new Event.AttemptStopping(attempt.id(), new StopCause.CancelRequested(by), nowNanos));
  }

  private static Decision unknown(Command.CancelJob cancel) {
    return new Decision.Refused(
        new Refusal(
            Refusal.Code.NOT_FOUND,
            cancel.job().toString(),
            "a job that has not ended",
            "It has already ended or never existed: 'arkwright jobs' lists the jobs."));
  }
}
