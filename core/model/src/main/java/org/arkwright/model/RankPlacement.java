package org.arkwright.model;

import java.util.List;

/** Where one rank runs and which devices of that node it holds. */
public record RankPlacement(int rank, NodeName node, List<DeviceShare> devices) {
  public RankPlacement {
    devices = List.copyOf(devices);
  }
}
