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

/** What workers and the control plane say to each other. */
sealed interface SimulatedMessage {
  /**
   * A worker tells what it knows.
   *
   * @param sequence tells the worker's requests apart; only the answer to the latest counts
   */
  record Request(NodeSpec offer, long sequence, List<Observation> facts)
      implements SimulatedMessage {}

  /**
   * The control plane's wishes for the node; whatever else runs there is to end.
   *
   * @param durable the facts that need not be told again
   */
  record Answer(long sequence, List<Order> orders, List<Observation> durable)
      implements SimulatedMessage {}

  /**
   * The wish about the ranks of one attempt on the node.
   *
   * @param started ranks that are known to have started and must not start again
   * @param stop how long they may take to stop, when they are to
   */
  record Order(
      AttemptId attempt,
      JobSpec spec,
      List<RankPlacement> ranks,
      NavigableSet<Integer> started,
      Optional<Duration> stop) {}
}
