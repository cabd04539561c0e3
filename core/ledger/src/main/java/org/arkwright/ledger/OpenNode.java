package org.arkwright.ledger;

import java.util.List;
import org.arkwright.model.id.NodeId;

/**
 * A node that is there, as far as the books concern it.
 *
 * @param deviceKinds the kind of each device, by index
 * @param held what attempts hold of it
 * @param bookedNanos up to when it is in the books
 * @param site where it stands
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
