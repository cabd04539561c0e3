package org.arkwright.worker.spool;

import java.util.Optional;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;

/** A line of the spool. */
public sealed interface SpoolEntry {
  AttemptId attempt();

  /** The attempt's ranks are about to be spawned, in this boot of the machine. */
  record Launched(Order.Launch launch, String bootId) implements SpoolEntry {
    @Override
    public AttemptId attempt() {
      return launch.attempt();
    }
  }

  /** The attempt's ranks are about to be asked to stop: from now on any exit counts as stopped. */
  record StopRequested(AttemptId attempt) implements SpoolEntry {}

  /**
   * A rank has ended.
   *
   * @param stored the attempt's stored outputs; written with its last rank, before that is reported
   * @param usage the rank's usage, if it was measured
   * @param endedNanos when it ended, as far as the worker knows, in nanoseconds since the Unix
   *     epoch; empty in lines of workers that did not note it
   */
  record RankEnded(
      AttemptId attempt,
      int rank,
      RankExit exit,
      Optional<StoredOutputs> stored,
      Optional<RankUsage> usage,
      Optional<Long> endedNanos)
      implements SpoolEntry {}

  /** Where the attempt's ranks meet, as this worker chose and is about to tell. */
  record RendezvousChosen(AttemptId attempt, RendezvousPoint point) implements SpoolEntry {}

  record Forgotten(AttemptId attempt) implements SpoolEntry {}
}
