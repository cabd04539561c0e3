package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.unit.Bytes;

/**
 * Finds AWS's Trainium and Inferentia chips by the Neuron driver's device files, and names them by
 * {@code /sys/class/neuron_device}. The memory is the model's nominal one.
 */
record NeuronFinder() implements DeviceFinder {
  @Override
  public List<FoundDevice> find(MachineView machine) {
    KernelTree tree = machine.tree();
    List<FoundDevice> found = new ArrayList<>();
    for (String name : tree.names("dev", "neuron\\d+")) {
      String information = "sys/class/neuron_device/" + name + "/info/architecture/device_name";
      String kind =
          tree.text(information)
              .filter(text -> !text.isEmpty())
              .map(DeviceKind::of)
              .orElse("neuron");
      found.add(
          new FoundDevice(
              kind,
              "aws",
              memory(kind),
              Optional.empty(),
              Optional.of("/dev/" + name),
              Optional.empty()));
    }
    return found;
  }

  private static Bytes memory(String kind) {
    return switch (kind) {
      case "trainium", "trainium1", "inferentia2" -> Bytes.ofGibibytes(32);
      case "trainium2" -> Bytes.ofGibibytes(96);
      case "inferentia" -> Bytes.ofGibibytes(8);
      default -> Bytes.ZERO;
    };
  }
}
