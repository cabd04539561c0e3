package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.kernel.index.DueTimes.Due;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.StopCause;

/** The rule for ending attempts that have exceeded their timeouts. */
public final class TimeoutRules {
  private TimeoutRules() {}

  public static Decision end(State state, long nowNanos) {
    List<Event> events = new ArrayList<>();
    for (Due due : state.timeouts().until(nowNanos)) {
      Job job = state.job(due.job()).orElseThrow();
      events.add(
          new Event.AttemptStopping(
              job.state().liveAttempt().orElseThrow().id(),
              new StopCause.TimedOut(job.spec().execution().timeout().orElseThrow()),
              nowNanos));
    }
    return new Decision.Accepted(events);
  }
}
