package org.arkwright.kernel.rule;

import java.util.List;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.site.EnergySeries;

/** The rules for setting energy series: a new series replaces the last one of its kind. */
public final class EnergySeriesRules {
  private EnergySeriesRules() {}

  public static Decision set(State state, EnergySeries series, long nowNanos) {
    boolean same = state.energySeries(series.kind()).filter(series::equals).isPresent();
    return new Decision.Accepted(
        same ? List.of() : List.of(new Event.EnergySeriesSet(series, nowNanos)));
  }
}
