package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.unit.Bytes;

/**
 * Finds Google's TPUs: functions of PCI vendor 1ae0 that are accessible through {@code /dev/accelN}
 * on older generations or their VFIO group on newer ones. The ids are those by which Google's
 * runtime distinguishes generations.
 */
record TpuFinder() implements DeviceFinder {
  @Override
  public List<FoundDevice> find(MachineView machine) {
    KernelTree tree = machine.tree();
    List<FoundDevice> found = new ArrayList<>();
    List<String> files = tree.names("dev", "accel\\d+");
    for (PciDevice chip : machine.of(PciDevice.GOOGLE)) {
      Optional<Generation> generation = generation(chip.device());
      if (generation.isEmpty()) {
        continue; // Google's virtual network cards and disks share the vendor id
      }
      Optional<String> path =
          found.size() < files.size()
              ? Optional.of("/dev/" + files.get(found.size()))
              : tree.linkTarget(chip.folder() + "/iommu_group")
                  .filter(group -> tree.exists("dev/vfio/" + group))
                  .map(group -> "/dev/vfio/" + group);
      if (path.isEmpty()) {
        tree.warn("TPU " + chip.address() + " has no device file");
        continue;
      }
      found.add(
          new FoundDevice(
              generation.get().kind(),
              "google",
              Bytes.ofGibibytes(generation.get().gibibytes()),
              Optional.empty(),
              path,
              Optional.empty()));
    }
    return found;
  }

  private record Generation(String kind, long gibibytes) {}

  private static Optional<Generation> generation(int device) {
    return switch (device) {
      case 0x0027 -> Optional.of(new Generation("tpu-v3", 32));
      case 0x005e -> Optional.of(new Generation("tpu-v4", 32));
      case 0x0062 -> Optional.of(new Generation("tpu-v5p", 95));
      case 0x0063 -> Optional.of(new Generation("tpu-v5e", 16));
      case 0x006f -> Optional.of(new Generation("tpu-v6e", 32));
      default -> Optional.empty();
    };
  }
}
