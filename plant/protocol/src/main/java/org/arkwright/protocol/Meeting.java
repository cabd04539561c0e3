package org.arkwright.protocol;

import java.util.Optional;

/**
 * How the ranks of an attempt find one another.
 *
 * @param nodes the number of nodes that they are on
 * @param network the network in which they meet, by its name in {@link
 *     org.arkwright.model.node.NodeSpec#addresses}
 * @param point where; empty for the node of rank 0, which chooses a port and {@linkplain
 *     RendezvousReady tells}
 */
public record Meeting(int nodes, String network, Optional<RendezvousPoint> point) {
  /** The meeting of ranks that are all on one node, which need nobody to tell them. */
  public static final Meeting ON_ONE_NODE = new Meeting(1, "", Optional.empty());

  /** Whether ranks of several nodes meet. */
  public boolean isAcrossNodes() {
    return nodes > 1;
  }
}
