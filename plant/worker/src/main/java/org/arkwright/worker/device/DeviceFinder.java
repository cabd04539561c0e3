package org.arkwright.worker.device;

import java.util.List;

/** Finds one vendor's devices. Problems go to the tree's warnings, never out as exceptions. */
interface DeviceFinder {
  /** The vendor's devices in a stable order; empty where there is none. */
  List<FoundDevice> find(MachineView machine);
}
