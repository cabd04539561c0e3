package org.arkwright.control;

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
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;

/** Who reported what an engine saw. */
final class ObservationAuthor {
  private static final CommandOrigin WORKER_OF_RANK = CommandOrigin.of(PrincipalId.WORKER_OF_RANK);
  private static final CommandOrigin SITES = CommandOrigin.of(PrincipalId.SITES);

  private ObservationAuthor() {}

  /**
   * Returns the worker of the node that the observation is of. That a node or worker was lost or
   * drains is not its own to say, and what a site says of its queue comes from no node.
   */
  static CommandOrigin of(Observation observation) {
    return switch (observation) {
      case ReportRankStarted _, ReportRankEnded _ -> WORKER_OF_RANK;
      case ReportNode report -> CommandOrigin.of(worker(report.node().id()));
      case ReportAttemptPlaced placed ->
          placed.allocation().ranks().stream()
              .findFirst()
              .map(first -> CommandOrigin.of(worker(first.node())))
              .orElse(SITES);
      case ReportAttemptWaiting _,
          ReportAttemptDeclined _,
          LoseNode _,
          LoseWorker _,
          ReportNodeDrain _ ->
          SITES;
    };
  }

  /** The worker of a node, as an author. */
  static PrincipalId worker(NodeId node) {
    return PrincipalId.of(WorkerId.ofNode(node));
  }
}
