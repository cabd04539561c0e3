package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.unit.Bytes;

/**
 * Finds Huawei's Ascend processors by the driver's device files, and names them by PCI id. Only
 * Huawei's own tools report their memory, so it is counted as zero.
 */
record AscendFinder() implements DeviceFinder {
  private static final int HUAWEI = 0x19e5;

  @Override
  public List<FoundDevice> find(MachineView machine) {
    KernelTree tree = machine.tree();
    List<PciDevice> chips =
        machine.of(HUAWEI).stream().filter(chip -> kind(chip.device()).isPresent()).toList();
    List<FoundDevice> found = new ArrayList<>();
    for (String name : tree.names("dev", "davinci\\d+")) {
      String kind =
          found.size() < chips.size()
              ? kind(chips.get(found.size()).device()).orElse("ascend")
              : "ascend";
      found.add(
          new FoundDevice(
              kind,
              "huawei",
              Bytes.ZERO,
              Optional.empty(),
              Optional.of("/dev/" + name),
              Optional.empty()));
    }
    if (!found.isEmpty()) {
      tree.warn("the memory of Ascend devices is unknown and counted as zero");
    }
    return found;
  }

  private static Optional<String> kind(int device) {
    return switch (device) {
      case 0xd100 -> Optional.of("ascend-310");
      case 0xd500 -> Optional.of("ascend-310p");
      case 0xd801 -> Optional.of("ascend-910");
      case 0xd802 -> Optional.of("ascend-910b");
      case 0xd803 -> Optional.of("ascend-910c");
      default -> Optional.empty();
    };
  }
}
