package org.arkwright.scheduler;

import org.arkwright.model.NodeSpec;

/** One node at two moments: what is free at both. */
record LeastOf(NodeView one, NodeView other) implements NodeView {
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
