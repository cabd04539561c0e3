package org.arkwright.scheduler.placement;

import java.util.LinkedHashMap;
import java.util.Map;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.scheduler.policy.PlacementScore;

/**
 * The data that determine how close the ranks of a gang are placed: the free rank capacity of each
 * rack and block, and the ranks of the current gang placed so far. An unnamed rack or block is
 * unknown and shared with no other node.
 */
public final class Proximity {
  private final GangShape shape;
  private final Map<TopologyPath, Long> rackCapacity = new LinkedHashMap<>();
  private final Map<String, Long> blockCapacity = new LinkedHashMap<>();
  private final Map<NodeId, Long> onNode = new LinkedHashMap<>();
  private final Map<TopologyPath, Long> inRack = new LinkedHashMap<>();
  private final Map<String, Long> inBlock = new LinkedHashMap<>();
  private long placed;

  /** A group of nodes that are equally close to all others and hold equally many ranks. */
  record TopologyGroup(TopologyPath place, int ranks) {}

  Proximity(GangShape shape) {
    this.shape = shape;
  }

  /** Whether the proximity of ranks matters to gangs of the given shape. */
  static boolean matters(GangShape shape, PlacementScore score) {
    return shape.ranks() > 1 && shape.topology() != Topology.SAME_NODE && score.perLevel() > 0;
  }

  /**
   * The group of a node with capacity for the given number of ranks, some of which a gang would
   * use.
   */
  TopologyGroup group(NodeSpec node, int ranks) {
    int used = shape.topology() == Topology.SPREAD ? 1 : Math.min(ranks, shape.ranks());
    return new TopologyGroup(node.topology(), used);
  }

  /** Adds nodes of a group to the choice, or removes them for a negative number. */
  void offer(TopologyGroup group, int nodes) {
    count(rackCapacity, blockCapacity, group.place(), (long) nodes * group.ranks());
  }

  /** Records a rank of the current gang on the node. */
  void place(NodeSpec node) {
    onNode.merge(node.id(), 1L, Long::sum);
    count(inRack, inBlock, node.topology(), 1);
    placed++;
  }

  /** Resets the current gang. */
  void clear() {
    onNode.clear();
    inRack.clear();
    inBlock.clear();
    placed = 0;
  }

  private static void count(
      Map<TopologyPath, Long> racks, Map<String, Long> blocks, TopologyPath place, long ranks) {
    if (!place.rack().isEmpty()) {
      racks.merge(place, ranks, Long::sum);
    }
    if (!place.block().isEmpty()) {
      blocks.merge(place.block(), ranks, Long::sum);
    }
  }

  /**
   * The number of levels (node, rack, block) that a rank on a node of the group would share with
   * the gang's other ranks, summed over them: placed ranks count where they are, the remaining ones
   * as if they filled the node, then the rack, then the block.
   */
  long levels(TopologyGroup group) {
    long remaining = shape.ranks() - placed - 1;
    TopologyPath place = group.place();
    long node = Math.min(group.ranks() - 1, remaining);
    long rack = Math.max(node, Math.min(rackCapacity.getOrDefault(place, 0L) - 1, remaining));
    long block =
        Math.max(rack, Math.min(blockCapacity.getOrDefault(place.block(), 0L) - 1, remaining));
    long sharing = inRack.getOrDefault(place, 0L);
    return node
        + rack
        + block
        + sharing
        + Math.max(sharing, inBlock.getOrDefault(place.block(), 0L));
  }

  /** The number of the gang's ranks on the node. */
  long on(NodeId node) {
    return onNode.getOrDefault(node, 0L);
  }

  /** The number of other ranks that {@link #levels} sums over. */
  long others() {
    return shape.ranks() - 1L;
  }
}
