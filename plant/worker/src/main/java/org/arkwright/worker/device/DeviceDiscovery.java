package org.arkwright.worker.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;

/**
 * Finds a machine's accelerators, or offers its CPU if there are none.
 *
 * @param root the folder that contains sys, proc and dev: {@code /}, except in tests
 * @param nvmlLibrary NVIDIA's management library, by path or by its name for the loader
 * @param machineMemory the memory of a CPU device
 */
public record DeviceDiscovery(Path root, String nvmlLibrary, Bytes machineMemory) {
  /** The loader's name for NVML where NVIDIA's driver is installed. */
  public static final String NVML = "libnvidia-ml.so.1";

  /**
   * Inspects the hardware; takes milliseconds, with NVML up to seconds. Devices are ordered by
   * vendor, then in each driver's order, by which visibility variables number them.
   */
  public Discovery discover() {
    KernelTree tree = new KernelTree(root);
    MachineView machine = MachineView.of(tree);
    List<Device> devices = new ArrayList<>();
    for (DeviceFinder finder : finders()) {
      for (FoundDevice device : find(finder, machine)) {
        devices.add(device.numbered(devices.size()));
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

  /**
   * A failing finder must neither hide other vendors' devices nor keep the worker from starting.
   */
  private static List<FoundDevice> find(DeviceFinder finder, MachineView machine) {
    try {
      return finder.find(machine);
    } catch (RuntimeException e) {
      machine.tree().warn(finder.getClass().getSimpleName() + " failed: " + e);
      return List.of();
    }
  }
}
