package org.arkwright.simulation.site;

import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;

/** The messages between workers and the control plane. */
sealed interface SimulatedMessage {
  /**
   * A worker's report.
   *
   * @param sequence number of the request; only the answer to the latest counts
   */
  record Request(NodeSpec offer, long sequence, List<Observation> facts)
      implements SimulatedMessage {}

  /**
   * The control plane's orders for the node; anything else running there must end.
   *
   * @param durable the facts that need not be reported again
   */
  record Answer(long sequence, List<Order> orders, List<Observation> durable)
      implements SimulatedMessage {}

  /**
   * The order for the ranks of one attempt on the node.
   *
   * @param started ranks known to have started, which must not start again
   * @param stop grace period; empty when they need not stop
   */
  record Order(
      AttemptId attempt,
      JobSpec spec,
      List<RankPlacement> ranks,
      NavigableSet<Integer> started,
      Optional<Duration> stop) {}
}
