package org.arkwright.worker.device;

import java.util.List;

/** What finders look at: the kernel's trees, and the PCI functions that may compute. */
record Machine(Tree tree, List<PciDevice> accelerators) {
  Machine {
    accelerators = List.copyOf(accelerators);
  }

  static Machine of(Tree tree) {
    return new Machine(tree, PciDevice.all(tree).stream().filter(PciDevice::computes).toList());
  }

  /** Its functions of one vendor, by PCI address. */
  List<PciDevice> of(int vendor) {
    return accelerators.stream().filter(device -> device.vendor() == vendor).toList();
  }
}
