package org.arkwright.scheduler.view;

import org.arkwright.model.node.NodeSpec;

/** A node and its free capacity. */
public interface NodeView {
  NodeSpec spec();

  long freeCpuMillis();

  long freeMemoryBytes();

  /** The free thousandths of a device, 0 to 1,000. */
  int freeThousandths(int device);
}
