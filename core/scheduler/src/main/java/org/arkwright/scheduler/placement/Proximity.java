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
 * What decides how close the ranks of a gang come to lie: how many more each rack and block has
 * room for, and where the gang at hand has ranks already. A rack or block without a name is not
 * known, and shared with nobody.
 */
public final class Proximity {
  private final GangShape shape;
  private final Map<TopologyPath, Long> rackRoom = new LinkedHashMap<>();
  private final Map<String, Long> blockRoom = new LinkedHashMap<>();
  private final Map<NodeId, Long> onNode = new LinkedHashMap<>();
  private final Map<TopologyPath, Long> inRack = new LinkedHashMap<>();
  private final Map<String, Long> inBlock = new LinkedHashMap<>();
  private long placed;

  /** Nodes that are equally near to everything else, and hold equally many ranks. */
  record Kin(TopologyPath place, int ranks) {}

  Proximity(GangShape shape) {
    this.shape = shape;
  }

  /** Whether it matters to gangs of that shape where their ranks lie. */
  static boolean matters(GangShape shape, PlacementScore score) {
    return shape.ranks() > 1 && shape.topology() != Topology.SAME_NODE && score.perLevel() > 0;
  }

  /** The kin of a node that has room for so many ranks, of which a gang would use some. */
  Kin kin(NodeSpec node, int ranks) {
    int used = shape.topology() == Topology.SPREAD ? 1 : Math.min(ranks, shape.ranks());
    return new Kin(node.topology(), used);
  }

  /** There are, or are no longer, nodes of that kin to choose from. */
  void offer(Kin kin, int nodes) {
    count(rackRoom, blockRoom, kin.place(), (long) nodes * kin.ranks());
  }

  /** The gang at hand has a rank there. */
  void place(NodeSpec node) {
    onNode.merge(node.id(), 1L, Long::sum);
    count(inRack, inBlock, node.topology(), 1);
    placed++;
  }

  /** The next gang begins. */
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
   * How many levels (node, rack, block) a rank on a node of that kin would share with the gang's
   * others, summed over them: those that lie somewhere already as they lie, those to come as if
   * they filled the node, then the rack, then the block.
   */
  long levels(Kin kin) {
    long toCome = shape.ranks() - placed - 1;
    TopologyPath place = kin.place();
    long node = Math.min(kin.ranks() - 1, toCome);
    long rack = Math.max(node, Math.min(rackRoom.getOrDefault(place, 0L) - 1, toCome));
    long block = Math.max(rack, Math.min(blockRoom.getOrDefault(place.block(), 0L) - 1, toCome));
    long sharing = inRack.getOrDefault(place, 0L);
    return node
        + rack
        + block
        + sharing
        + Math.max(sharing, inBlock.getOrDefault(place.block(), 0L));
  }

  /** How many of the gang's ranks lie on the node. */
  long on(NodeId node) {
    return onNode.getOrDefault(node, 0L);
  }

  /** The others that a sum of {@link #levels} is over. */
  long others() {
    return shape.ranks() - 1L;
  }
}
