package org.arkwright.kernel;

import java.util.List;
import org.arkwright.model.Event;
import org.arkwright.model.Signal;

/** Decides what a new series of prices or emissions does: it takes the place of the last one. */
final class Signals {
  private Signals() {}

  static Decision set(State state, Signal signal, long nowNanos) {
    boolean same = state.signal(signal.kind()).filter(signal::equals).isPresent();
    return new Decision.Accepted(same ? List.of() : List.of(new Event.SignalSet(signal, nowNanos)));
  }
}
