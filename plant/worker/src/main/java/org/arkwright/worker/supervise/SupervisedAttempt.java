package org.arkwright.worker.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.worker.spool.SpooledAttempt;

/** One attempt's ranks on this node. Guarded by the supervisor's lock. */
final class SupervisedAttempt {
  final Order.Launch launch;
  final List<SupervisedRank> ranks = new ArrayList<>();

  /** Completes once nothing more is made for it on this node. */
  final CompletableFuture<Void> prepared = new CompletableFuture<>();

  /** The number of ranks that have not ended. */
  int ranksLeft;

  /** The stored outputs, once the last rank has ended; empty until then, or if there are none. */
  Optional<StoredOutputs> stored = Optional.empty();

  /** Where the ranks of several nodes meet, once this worker has chosen that; empty otherwise. */
  Optional<RendezvousPoint> rendezvous = Optional.empty();

  /** Whether its ranks were asked to stop, by this worker or an earlier one. */
  boolean stopRequested;

  /** Whether this worker has started stopping them. */
  boolean stopping;

  /** Whether the grace period is over. */
  boolean graceOver;

  /** Whether to remove it once its last rank has ended. */
  boolean forgotten;

  SupervisedAttempt(Order.Launch launch) {
    this.launch = launch;
    this.ranksLeft = launch.ranks().size();
    for (int i = 0; i < launch.ranks().size(); i++) {
      ranks.add(new SupervisedRank(this, launch.ranks().get(i).rank(), i));
    }
  }

  /** An attempt that an earlier worker launched: nothing more is made for it. */
  SupervisedAttempt(SpooledAttempt spooled) {
    this(spooled.launch());
    stopRequested = spooled.stopRequested();
    stored = spooled.stored();
    rendezvous = spooled.rendezvous();
    var _ = prepared.complete(null);
  }

  AttemptId id() {
    return launch.attempt();
  }

  /** Whether every rank has succeeded, given the exit of the last one. */
  boolean succeeds(SupervisedRank last, RankExit exit) {
    return exit.succeeded()
        && ranks.stream()
            .allMatch(each ->
                each == last
                    || (each.state instanceof SupervisedRank.State.Ended(RankExit end)
                        && end.succeeded()));
  }

  /** Whether any rank is still to be started. */
  boolean isWaiting() {
    return ranks.stream().anyMatch(rank -> rank.state instanceof SupervisedRank.State.Waiting);
  }

  boolean allEnded() {
    return ranksLeft == 0;
  }
}
