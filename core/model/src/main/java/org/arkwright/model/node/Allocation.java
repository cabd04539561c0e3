package org.arkwright.model.node;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.id.NodeId;

/** The placement of a whole gang: one entry per rank, in rank order. */
public record Allocation(List<RankPlacement> ranks) {
  public Allocation {
    ranks = List.copyOf(ranks);
    for (int i = 0; i < ranks.size(); i++) {
      if (ranks.get(i).rank() != i) {
        throw new IllegalArgumentException("rank " + i + " is numbered " + ranks.get(i).rank());
      }
    }
  }

  /** The nodes involved. */
  public SortedSet<NodeId> nodes() {
    SortedSet<NodeId> nodes = new TreeSet<>();
    ranks.forEach(rank -> nodes.add(rank.node()));
    return nodes;
  }
}
