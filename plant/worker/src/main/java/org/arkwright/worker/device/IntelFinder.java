package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.arkwright.model.unit.Bytes;

/**
 * Finds Intel's GPUs with device memory; integrated graphics have none and are not schedulable. The
 * driver reports the memory as {@code lmem_total_bytes} of the card.
 */
record IntelFinder() implements DeviceFinder {
  @Override
  public List<FoundDevice> find(MachineView machine) {
    KernelTree tree = machine.tree();
    List<FoundDevice> found = new ArrayList<>();
    for (PciDevice gpu : machine.of(PciDevice.INTEL)) {
      String drm = gpu.folder() + "/drm";
      OptionalLong memory =
          tree.names(drm, "card\\d+").stream()
              .findFirst()
              .map(card -> tree.number(drm + "/" + card + "/lmem_total_bytes"))
              .orElse(OptionalLong.empty());
      if (memory.orElse(0) == 0) {
        continue;
      }
      found.add(
          new FoundDevice(
              kind(gpu.device()),
              "intel",
              new Bytes(memory.getAsLong()),
              Optional.empty(),
              tree.names(drm, "renderD\\d+").stream().findFirst().map(name -> "/dev/dri/" + name),
              Optional.empty()));
    }
    return found;
  }

  private static String kind(int device) {
    return switch (device) {
      case 0x0bd5, 0x0bd6 -> "max-1550";
      case 0x0bd9, 0x0bda, 0x0bdb -> "max-1100";
      case 0x56c0 -> "flex-170";
      case 0x56c1 -> "flex-140";
      case 0x56a0 -> "arc-a770";
      case 0x56a1 -> "arc-a750";
      case 0xe20b -> "arc-b580";
      case 0xe20c -> "arc-b570";
      default -> "intel-%04x".formatted(device);
    };
  }
}
