package org.arkwright.server.projection;

import java.util.Optional;
import org.arkwright.kernel.JobTransitions;
import org.arkwright.model.Attempt;
import org.arkwright.model.Event;
import org.arkwright.model.Job;
import org.arkwright.model.JobState;
import org.arkwright.model.StopCause;

/**
 * A job with what its own state forgets once an attempt is over.
 *
 * @param latest the attempt started last, with each rank's end; empty before the first
 * @param cause why the attempt that ended last did not succeed; empty when none failed
 */
public record JobStory(Job job, Optional<Attempt> latest, Optional<StopCause> cause) {
  /** All that a live job tells by itself. */
  public static JobStory of(Job job) {
    return new JobStory(job, job.state().liveAttempt(), causeOf(job.state()));
  }

  static JobStory begin(Event.JobSubmitted event) {
    return of(JobTransitions.begin(event));
  }

  JobStory next(Event.OfJob event) {
    Job after = JobTransitions.next(job, event);
    return new JobStory(
        after,
        after.state().liveAttempt().or(() -> latest),
        causeOf(after.state()).or(() -> cause));
  }

  private static Optional<StopCause> causeOf(JobState state) {
    return switch (state) {
      case JobState.Queued(_, _, Optional<StopCause> previous) -> previous;
      case JobState.Stopping(_, StopCause cause, _) -> Optional.of(cause);
      case JobState.Failed(StopCause cause, _) -> Optional.of(cause);
      case JobState.Cancelled(String by, _) -> Optional.of(new StopCause.CancelRequested(by));
      case JobState.Starting _, JobState.Running _, JobState.Succeeded _ -> Optional.empty();
    };
  }
}
