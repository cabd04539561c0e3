package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;

/**
 * What the ranks of a node use now, and what its devices do. It is for people who look, is never
 * stored, and may be lost: nothing is decided by it, and bills do not know it.
 *
 * @param node the node that measured
 * @param ranks its running ranks
 * @param devices those of its devices that can be measured, whoever uses them
 */
public record UseReport(NodeId node, List<RankUse> ranks, List<DeviceUse> devices) {
  public UseReport {
    ranks = List.copyOf(ranks);
    devices = List.copyOf(devices);
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

  /**
   * What a device does, each empty where its driver does not tell.
   *
   * @param device its index on the node
   * @param busyPercent the share of time in which something ran on it, lately
   * @param memoryBytes how much of its memory is taken
   * @param celsius the temperature of its chip
   * @param milliwatts the power that it draws
   */
  public record DeviceUse(
      int device,
      Optional<Integer> busyPercent,
      Optional<Long> memoryBytes,
      Optional<Integer> celsius,
      Optional<Long> milliwatts) {}
}
