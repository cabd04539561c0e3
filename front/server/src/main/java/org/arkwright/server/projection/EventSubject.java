package org.arkwright.server.projection;

import java.util.Optional;
import org.arkwright.model.Event;
import org.arkwright.model.JobId;

/** Which job an event is about. */
public final class EventSubject {
  private EventSubject() {}

  /** The job; empty for events about quotas and nodes. */
  public static Optional<JobId> job(Event event) {
    return switch (event) {
      case Event.JobSubmitted submitted -> Optional.of(submitted.job());
      case Event.AttemptStarted started -> Optional.of(started.attempt().job());
      case Event.RankStarted started -> Optional.of(started.attempt().job());
      case Event.AttemptRunning running -> Optional.of(running.attempt().job());
      case Event.RankEnded ended -> Optional.of(ended.attempt().job());
      case Event.AttemptStopping stopping -> Optional.of(stopping.attempt().job());
      case Event.JobRequeued requeued -> Optional.of(requeued.attempt().job());
      case Event.JobSucceeded succeeded -> Optional.of(succeeded.job());
      case Event.JobFailed failed -> Optional.of(failed.job());
      case Event.JobCancelled cancelled -> Optional.of(cancelled.job());
      case Event.QuotaSet _, Event.NodeJoined _, Event.NodeLost _ -> Optional.empty();
    };
  }

  /** Whether it is the last event of its job. */
  public static boolean isEnd(Event event) {
    return event instanceof Event.JobSucceeded
        || event instanceof Event.JobFailed
        || event instanceof Event.JobCancelled;
  }
}
