package org.arkwright.kernel;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.model.Event;
import org.arkwright.model.Job;

/** Events that follow from one another, and the job as it will be after them. */
final class Draft {
  private final List<Event> events = new ArrayList<>();
  private Job job;

  Draft(Job job) {
    this.job = job;
  }

  Job job() {
    return job;
  }

  List<Event> events() {
    return events;
  }

  void happen(Event.OfJob event) {
    events.add(event);
    job = JobTransitions.next(job, event);
  }

  Decision accepted() {
    return new Decision.Accepted(events);
  }
}
