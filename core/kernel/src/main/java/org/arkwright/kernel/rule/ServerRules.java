package org.arkwright.kernel.rule;

import java.util.List;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;

/** The rule for starting a control plane: starts are numbered, to tell later ones apart. */
public final class ServerRules {
  private ServerRules() {}

  public static Decision start(State state, Command.StartServer start, long nowNanos) {
    long epoch = state.lastStart().map(Event.ServerStarted::epoch).orElse(0L) + 1;
    return new Decision.Accepted(
        List.of(
            new Event.ServerStarted(start.home(), start.host(), start.boot(), epoch, nowNanos)));
  }
}
