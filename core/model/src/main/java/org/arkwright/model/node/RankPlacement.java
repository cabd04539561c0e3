package org.arkwright.model.node;

import java.util.List;
import org.arkwright.model.id.NodeId;

/** The node on which a rank runs, and the devices it holds there. */
public record RankPlacement(int rank, NodeId node, List<DeviceShare> devices) {
  public RankPlacement {
    devices = List.copyOf(devices);
  }
}
