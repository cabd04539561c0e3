package org.arkwright.worker.spool;

import java.util.Optional;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.protocol.Order;

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

  /**
   * A rank has ended.
   *
   * @param stored what the attempt left in the store; noted with its last rank, before it is told
   * @param usage what the rank used, where somebody counted
   */
  record RankEnded(
      AttemptId attempt,
      int rank,
      RankExit exit,
      Optional<StoredOutputs> stored,
      Optional<RankUsage> usage)
      implements SpoolEntry {}

  record Forgotten(AttemptId attempt) implements SpoolEntry {}
}
