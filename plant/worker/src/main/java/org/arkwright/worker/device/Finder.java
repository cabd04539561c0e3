package org.arkwright.worker.device;

import java.util.List;

/** Finds one vendor's devices. Problems go to the tree's warnings, never out as exceptions. */
interface Finder {
  /** The vendor's devices in a stable order; empty where there is none. */
  List<Found> find(Machine machine);
}
