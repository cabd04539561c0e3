package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.unit.Bytes;

/**
 * Finds Intel's Gaudi accelerators in the kernel's accel class: PCI vendor 1da3 with a device node
 * of the driver. The memory is the model's nominal one, as the driver does not report it.
 */
record HabanaFinder() implements DeviceFinder {
  private static final String ACCEL = "sys/class/accel";

  @Override
  public List<FoundDevice> find(MachineView machine) {
    KernelTree tree = machine.tree();
    List<FoundDevice> found = new ArrayList<>();
    for (String name : tree.names(ACCEL, "accel\\d+")) {
      String folder = ACCEL + "/" + name + "/device";
      if (tree.number(folder + "/vendor").orElse(0) != PciDevice.HABANA) {
        continue;
      }
      String kind = kind((int) tree.number(folder + "/device").orElse(0));
      found.add(
          new FoundDevice(
              kind,
              "intel",
              memory(kind),
              Optional.empty(),
              Optional.of("/dev/accel/" + name),
              Optional.empty()));
    }
    if (found.size() < machine.of(PciDevice.HABANA).size()) {
      tree.warn("Gaudi devices on the PCI bus have no device files; is their driver loaded?");
    }
    return found;
  }

  private static String kind(int device) {
    return switch (device) {
      case 0x1000, 0x1010 -> "gaudi";
      case 0x1020 -> "gaudi2";
      case 0x1060 -> "gaudi3";
      default -> "gaudi-%04x".formatted(device);
    };
  }

  private static Bytes memory(String kind) {
    return switch (kind) {
      case "gaudi" -> Bytes.ofGibibytes(32);
      case "gaudi2" -> Bytes.ofGibibytes(96);
      case "gaudi3" -> Bytes.ofGibibytes(128);
      default -> Bytes.ZERO;
    };
  }
}
