package org.arkwright.kernel.rule;

import java.util.List;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.site.EnergySeries;

/** Decides what a new series of prices or emissions does: it takes the place of the last one. */
public final class EnergySeriesRules {
  private EnergySeriesRules() {}

  public static Decision set(State state, EnergySeries signal, long nowNanos) {
    boolean same = state.signal(signal.kind()).filter(signal::equals).isPresent();
    return new Decision.Accepted(same ? List.of() : List.of(new Event.SignalSet(signal, nowNanos)));
  }
}
