package org.arkwright.worker.supervise;

import org.arkwright.model.Command;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.RendezvousReady;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.supervise.SupervisedRank.State;

/** Tells the control plane of ranks. Guarded by the supervisor's lock. */
record RankReports(Outbox outbox) {
  /** Reports the present state of an attempt; repeating that does no harm. */
  void add(SupervisedAttempt attempt) {
    addRendezvous(attempt);
    attempt.ranks.forEach(this::add);
  }

  /** Reports where the attempt's ranks meet, if this worker has chosen that. */
  void addRendezvous(SupervisedAttempt attempt) {
    attempt.rendezvous.ifPresent(point -> outbox.add(new RendezvousReady(attempt.id(), point)));
  }

  /** Reports the present state of a rank; repeating that does no harm. */
  void add(SupervisedRank rank) {
    switch (rank.state) {
      case State.Waiting _, State.Spawning _ -> {
        // It is reported when it starts.
      }
      case State.Running(RankProcess process, RankIsolation _) ->
          add(new Command.ReportRankStarted(rank.attempt.id(), rank.rank, process.pid()));
      case State.Ended(RankExit exit) -> {
        Command.ReportRankEnded ended =
            new Command.ReportRankEnded(
                rank.attempt.id(), rank.rank, exit, rank.attempt.stored, rank.usage);
        rank.end.ifPresentOrElse(
            end -> outbox.add(() -> ended.endedAgo(end.agoNanos())), () -> add(ended));
      }
    }
  }

  private void add(Command.Observation observation) {
    outbox.add(() -> observation);
  }
}
