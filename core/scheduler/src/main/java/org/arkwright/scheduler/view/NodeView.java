package org.arkwright.scheduler.view;

import java.util.Optional;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.NodeSpec;

/** A node and its free capacity. */
public interface NodeView {
  NodeSpec spec();

  long freeCpuMillis();

  long freeMemoryBytes();

  /** The free thousandths of a device, 0 to 1,000. */
  int freeThousandths(int device);

  /** Whether a rank is on it. */
  default boolean holdsRanks() {
    return false;
  }

  /** Why it takes no new work; empty when it does. */
  default Optional<Cordon> cordon() {
    return Optional.empty();
  }
}
