package org.arkwright.worker.device;

import java.util.List;

/** The finders' input: the kernel's trees, and the PCI functions that may be accelerators. */
record MachineView(KernelTree tree, List<PciDevice> accelerators) {
  MachineView {
    accelerators = List.copyOf(accelerators);
  }

  static MachineView of(KernelTree tree) {
    return new MachineView(tree, PciDevice.all(tree).stream().filter(PciDevice::computes).toList());
  }

  /** Returns the functions of one vendor, by PCI address. */
  List<PciDevice> of(int vendor) {
    return accelerators.stream().filter(device -> device.vendor() == vendor).toList();
  }
}
