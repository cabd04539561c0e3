package org.arkwright.scheduler.view;

import org.arkwright.model.node.NodeSpec;

/** A node as it would be when empty. */
public record EmptyNode(NodeSpec spec) implements NodeView {
  @Override
  public long freeCpuMillis() {
    return spec.cpuMillis();
  }

  @Override
  public long freeMemoryBytes() {
    return spec.memory().value();
  }

  @Override
  public int freeThousandths(int device) {
    return 1000;
  }
}
