package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.kernel.state.JobTransitions;
import org.arkwright.model.Event;
import org.arkwright.model.job.Job;

/** A sequence of dependent events of one job, and the job as it will be after them. */
final class EventDraft {
  private final List<Event> events = new ArrayList<>();
  private Job job;

  EventDraft(Job job) {
    this.job = job;
  }

  Job job() {
    return job;
  }

  List<Event> events() {
    return events;
  }

  void append(Event.OfJob event) {
    events.add(event);
    job = JobTransitions.next(job, event);
  }

  Decision accepted() {
    return new Decision.Accepted(events);
  }
}
