package org.arkwright.projection;

import java.util.Optional;
import org.arkwright.kernel.state.JobTransitions;
import org.arkwright.model.Event;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.StopCause;

/**
 * A job, with the facts that its state drops once an attempt has ended.
 *
 * @param latest the latest attempt, with the end of each rank; empty before the first one
 * @param cause why the last ended attempt did not succeed; empty when none failed
 */
public record JobRecord(Job job, Optional<Attempt> latest, Optional<StopCause> cause) {
  /** Returns the record that follows from a live job alone. */
  public static JobRecord of(Job job) {
    return new JobRecord(job, job.state().liveAttempt(), causeOf(job.state()));
  }

  /** Whether earlier attempts may have left what the job alone does not tell. */
  public boolean hasPast() {
    return job.attempts() > (job.state().liveAttempt().isPresent() ? 1 : 0);
  }

  /** Returns this record with what an older one of the same job knows of earlier attempts. */
  public JobRecord after(JobRecord older) {
    return new JobRecord(job, latest.or(older::latest), cause.or(older::cause));
  }

  static JobRecord begin(Event.JobSubmitted event) {
    return of(JobTransitions.begin(event));
  }

  JobRecord next(Event.OfJob event) {
    Job after = JobTransitions.next(job, event);
    return new JobRecord(
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
