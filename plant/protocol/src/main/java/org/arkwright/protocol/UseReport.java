package org.arkwright.protocol;

import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;

/**
 * What the ranks of a node use now. It is for people who look, is never stored, and may be lost:
 * nothing is decided by it, and bills do not know it.
 *
 * @param node the node that measured
 * @param ranks its running ranks
 */
public record UseReport(NodeId node, List<RankUse> ranks) {
  public UseReport {
    ranks = List.copyOf(ranks);
  }

  /**
   * The use of one rank.
   *
   * @param cpuMillis thousandths of a core, on average since the report before
   * @param memoryBytes resident memory of its processes; pages that they share count in each
   * @param processes how many of its processes there are
   */
  public record RankUse(
      AttemptId attempt, int rank, long cpuMillis, long memoryBytes, int processes) {}
}
