package org.arkwright.worker.device;

import java.util.List;

/** Finds one vendor's devices. Problems become warnings of the tree, never exceptions. */
interface DeviceFinder {
  /** Returns the vendor's devices in a stable order; empty if there are none. */
  List<FoundDevice> find(MachineView machine);
}
