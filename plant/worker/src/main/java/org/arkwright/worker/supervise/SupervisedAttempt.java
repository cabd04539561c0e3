package org.arkwright.worker.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.Order;

/** One attempt's ranks on this node. Guarded by the supervisor's lock. */
final class SupervisedAttempt {
  final Order.Launch launch;
  final List<SupervisedRank> ranks = new ArrayList<>();

  /** How many ranks have not ended. */
  int rankCountLeft;

  /** What it left in the store, once its last rank has ended; empty until then, or for good. */
  Optional<StoredOutputs> stored = Optional.empty();

  /** Whether its ranks were asked to stop, by this worker or the one before. */
  boolean stopRequested;

  /** Whether this worker has begun to stop them. */
  boolean stopping;

  /** Whether the grace period is over. */
  boolean graceOver;

  /** Whether it goes once its last rank has ended. */
  boolean forgotten;

  SupervisedAttempt(Order.Launch launch) {
    this.launch = launch;
    this.rankCountLeft = launch.ranks().size();
    for (int i = 0; i < launch.ranks().size(); i++) {
      ranks.add(new SupervisedRank(this, launch.ranks().get(i).rank(), i));
    }
  }

  AttemptId id() {
    return launch.attempt();
  }

  boolean allEnded() {
    return rankCountLeft == 0;
  }
}
