package org.arkwright.scheduler.placement;

import org.arkwright.model.node.NodeSpec;
import org.arkwright.scheduler.view.NodeView;

/** The capacity of a node that is free at two points in time. */
record FreeThroughout(NodeView one, NodeView other) implements NodeView {
  @Override
  public NodeSpec spec() {
    return one.spec();
  }

  @Override
  public long freeCpuMillis() {
    return Math.min(one.freeCpuMillis(), other.freeCpuMillis());
  }

  @Override
  public long freeMemoryBytes() {
    return Math.min(one.freeMemoryBytes(), other.freeMemoryBytes());
  }

  @Override
  public int freeThousandths(int device) {
    return Math.min(one.freeThousandths(device), other.freeThousandths(device));
  }
}
