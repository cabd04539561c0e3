package org.arkwright.kernel.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.kernel.index.DueTimes.Due;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.StopCause;

/** The rule for what time alone ends: attempts past their timeouts, and drains. */
public final class TimeoutRules {
  private TimeoutRules() {}

  public static Decision end(State state, long nowNanos) {
    List<Event> events = new ArrayList<>();
    Set<AttemptId> stopped = new TreeSet<>();
    for (Due due : state.timeouts().until(nowNanos)) {
      Job job = state.job(due.job()).orElseThrow();
      AttemptId attempt = job.state().liveAttempt().orElseThrow().id();
      stopped.add(attempt);
      events.add(
          new Event.AttemptStopping(
              attempt,
              new StopCause.TimedOut(job.spec().execution().timeout().orElseThrow()),
              nowNanos));
    }
    events.addAll(CordonRules.stopDue(state, stopped, nowNanos));
    return new Decision.Accepted(events);
  }
}
