package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * A function on the PCI bus, as described by sysfs.
 *
 * @param address such as {@code 0000:3b:00.0}
 * @param type base class and subclass, such as 0x0302
 */
record PciDevice(String address, int vendor, int device, int type) {
  static final int NVIDIA = 0x10de;
  static final int AMD = 0x1002;
  static final int INTEL = 0x8086;
  static final int HABANA = 0x1da3;
  static final int GOOGLE = 0x1ae0;

  private static final int DISPLAY_VGA = 0x0300;
  private static final int DISPLAY_3D = 0x0302;
  private static final int DISPLAY_OTHER = 0x0380;
  private static final int PROCESSING_ACCELERATOR = 0x1200;

  /** Returns every function whose vendor, device and class can be read, by address. */
  static List<PciDevice> all(KernelTree tree) {
    List<PciDevice> devices = new ArrayList<>();
    String folder = "sys/bus/pci/devices";
    for (String address : tree.names(folder, "[0-9a-f:.]+")) {
      OptionalLong vendor = tree.number(folder + "/" + address + "/vendor");
      OptionalLong device = tree.number(folder + "/" + address + "/device");
      OptionalLong type = tree.number(folder + "/" + address + "/class");
      if (vendor.isPresent() && device.isPresent() && type.isPresent()) {
        devices.add(
            new PciDevice(
                address,
                (int) vendor.getAsLong(),
                (int) device.getAsLong(),
                (int) (type.getAsLong() >> 8)));
      }
    }
    devices.sort(Comparator.comparing(PciDevice::address));
    return List.copyOf(devices);
  }

  /** Whether its class is a display or an accelerator, not a bridge, audio or network. */
  boolean computes() {
    return type == DISPLAY_VGA
        || type == DISPLAY_3D
        || type == DISPLAY_OTHER
        || type == PROCESSING_ACCELERATOR;
  }

  /** Its folder in sysfs. */
  String folder() {
    return "sys/bus/pci/devices/" + address;
  }
}
