package org.arkwright.control;

import java.util.List;
import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command.LoseNode;
import org.arkwright.model.Command.LoseWorker;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Command.ReportAttemptDeclined;
import org.arkwright.model.Command.ReportAttemptPlaced;
import org.arkwright.model.Command.ReportAttemptWaiting;
import org.arkwright.model.Command.ReportNode;
import org.arkwright.model.Command.ReportNodeDrain;
import org.arkwright.model.Command.ReportRankEnded;
import org.arkwright.model.Command.ReportRankStarted;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.RankPlacement;

/** Who reported what an engine saw. */
final class ObservationAuthor {
  private ObservationAuthor() {}

  /**
   * Returns the worker of the node that the observation is of. That a node or worker was lost or
   * drains is not its own to say, what a site says of its queue comes from no node, and of an
   * attempt that is not known, neither is its node.
   */
  static PrincipalId of(State state, Observation observation) {
    Optional<NodeId> node =
        switch (observation) {
          case ReportNode report -> Optional.of(report.node().id());
          case ReportRankStarted started -> node(state, started.attempt(), started.rank());
          case ReportRankEnded ended -> node(state, ended.attempt(), ended.rank());
          case ReportAttemptPlaced placed ->
              placed.allocation().ranks().stream().findFirst().map(RankPlacement::node);
          case ReportAttemptWaiting _,
              ReportAttemptDeclined _,
              LoseNode _,
              LoseWorker _,
              ReportNodeDrain _ ->
              Optional.empty();
        };
    return node.map(WorkerId::ofNode).map(PrincipalId::of).orElse(PrincipalId.SITES);
  }

  private static Optional<NodeId> node(State state, AttemptId attempt, int rank) {
    return state
        .job(attempt.job())
        .flatMap(ObservationAuthor::allocation)
        .filter(ranks -> rank >= 0 && rank < ranks.size())
        .map(ranks -> ranks.get(rank).node());
  }

  private static Optional<List<RankPlacement>> allocation(Job job) {
    return job.state().liveAttempt().map(Attempt::placements);
  }
}
