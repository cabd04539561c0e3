package org.arkwright.ledger;

import java.util.List;
import org.arkwright.model.id.NodeId;

/**
 * The part of a live node that the ledger needs.
 *
 * @param deviceKinds the kind of each device, by index
 * @param held the part that attempts hold
 * @param bookedNanos up to when it has been posted
 * @param site the node's site
 */
public record OpenNode(
    NodeId id,
    Holding offered,
    List<String> deviceKinds,
    Holding held,
    long bookedNanos,
    String site) {
  public OpenNode {
    deviceKinds = List.copyOf(deviceKinds);
  }
}
