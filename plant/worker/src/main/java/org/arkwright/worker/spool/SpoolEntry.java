package org.arkwright.worker.spool;

import org.arkwright.model.AttemptId;
import org.arkwright.model.RankExit;
import org.arkwright.worker.protocol.Order;

/** One line of the spool. */
public sealed interface SpoolEntry {
  AttemptId attempt();

  /** The attempt's ranks are about to be spawned under this boot of the machine. */
  record Launched(Order.Launch launch, String bootId) implements SpoolEntry {
    @Override
    public AttemptId attempt() {
      return launch.attempt();
    }
  }

  /** Its ranks are about to be asked to stop: however they end now, they were stopped. */
  record StopRequested(AttemptId attempt) implements SpoolEntry {}

  record RankEnded(AttemptId attempt, int rank, RankExit exit) implements SpoolEntry {}

  record Forgotten(AttemptId attempt) implements SpoolEntry {}
}
