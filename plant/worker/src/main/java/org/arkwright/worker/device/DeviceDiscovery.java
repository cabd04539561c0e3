package org.arkwright.worker.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;

/**
 * Finds a machine's accelerators, or offers its CPU where there is none.
 *
 * @param root what to take for {@code /}: holds sys, proc and dev
 * @param nvmlLibrary NVIDIA's management library, by path or by the loader's name
 * @param machineMemory what a CPU device has
 */
public record DeviceDiscovery(Path root, String nvmlLibrary, Bytes machineMemory) {
  /** The loader's name for NVML wherever NVIDIA's driver is installed. */
  public static final String NVML = "libnvidia-ml.so.1";

  /**
   * Looks at the hardware; takes milliseconds, with NVML up to seconds. Devices come in the order
   * of vendors, then in each driver's own order, which is the order that visibility variables count
   * in.
   */
  public Discovery discover() {
    KernelTree tree = new KernelTree(root);
    MachineView machine = MachineView.of(tree);
    List<Device> devices = new ArrayList<>();
    for (DeviceFinder finder : finders()) {
      for (FoundDevice found : found(finder, machine)) {
        devices.add(found.numbered(devices.size()));
      }
    }
    if (devices.isEmpty()) {
      Optional<String> none = Optional.empty();
      devices.add(new Device(0, "cpu", "cpu", machineMemory, none, none, none));
    }
    return new Discovery(devices, tree.warnings());
  }

  private List<DeviceFinder> finders() {
    return List.of(
        new NvidiaFinder(nvmlLibrary),
        new AmdFinder(),
        new HabanaFinder(),
        new TpuFinder(),
        new NeuronFinder(),
        new AscendFinder(),
        new IntelFinder());
  }

  /** One vendor's surprise must not hide the other devices, nor keep the worker from starting. */
  private static List<FoundDevice> found(DeviceFinder finder, MachineView machine) {
    try {
      return finder.find(machine);
    } catch (RuntimeException e) {
      machine.tree().warn(finder.getClass().getSimpleName() + " gave up: " + e);
      return List.of();
    }
  }
}
