package org.arkwright.model;

import java.util.List;

/** Where one rank runs and which devices of that node it holds. */
public record RankPlacement(int rank, NodeId node, List<DeviceShare> devices) {
  public RankPlacement {
    devices = List.copyOf(devices);
  }
}
