package org.arkwright.server.projection;

import java.util.Optional;
import org.arkwright.model.Event;
import org.arkwright.model.JobId;

/** Which job an event is about. */
public final class EventSubject {
  private EventSubject() {}

  /** The job; empty for events about anything else. */
  public static Optional<JobId> job(Event event) {
    return event instanceof Event.OfJob ofJob ? Optional.of(ofJob.job()) : Optional.empty();
  }

  /** Whether it is the last event of its job. */
  public static boolean isEnd(Event event) {
    return event instanceof Event.JobSucceeded
        || event instanceof Event.JobFailed
        || event instanceof Event.JobCancelled;
  }
}
