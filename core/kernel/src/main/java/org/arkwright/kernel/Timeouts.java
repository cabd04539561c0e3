package org.arkwright.kernel;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.kernel.index.DueTimes.Due;
import org.arkwright.model.Event;
import org.arkwright.model.Job;
import org.arkwright.model.StopCause;

/** Decides which attempts have lasted too long. */
final class Timeouts {
  private Timeouts() {}

  static Decision end(State state, long nowNanos) {
    List<Event> events = new ArrayList<>();
    for (Due due : state.timeouts().until(nowNanos)) {
      Job job = state.job(due.job()).orElseThrow();
      events.add(
          new Event.AttemptStopping(
              job.state().liveAttempt().orElseThrow().id(),
              new StopCause.TimedOut(job.spec().timeout().orElseThrow()),
              nowNanos));
    }
    return new Decision.Accepted(events);
  }
}
