package org.arkwright.scheduler.view;

import org.arkwright.model.node.NodeSpec;

/** A node and what of it is free. */
public interface NodeView {
  NodeSpec spec();

  long freeCpuMillis();

  long freeMemoryBytes();

  /** What is free of the device with that index, 0 to 1,000. */
  int freeThousandths(int device);
}
