package org.arkwright.model.node;

import java.util.List;
import org.arkwright.model.id.NodeId;

/** Where one rank runs and which devices of that node it holds. */
public record RankPlacement(int rank, NodeId node, List<DeviceShare> devices) {
  public RankPlacement {
    devices = List.copyOf(devices);
  }
}
