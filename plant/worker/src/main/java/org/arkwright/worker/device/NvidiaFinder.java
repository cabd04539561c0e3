package org.arkwright.worker.device;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.model.unit.Bytes;

/**
 * Finds NVIDIA's GPUs with NVML if it works, else in the driver's {@code /proc} files, which lack
 * the memory. NVML is loaded only if there is evidence of hardware; since containers may hide the
 * PCI bus, a device file is evidence too.
 */
record NvidiaFinder(String library) implements DeviceFinder {
  static final String VENDOR = "nvidia";
  private static final String DRIVER = "proc/driver/nvidia/gpus";

  @Override
  public List<FoundDevice> find(MachineView machine) {
    KernelTree tree = machine.tree();
    int onBus = machine.of(PciDevice.NVIDIA).size();
    boolean hasHardware =
        onBus > 0
            || !tree.names(DRIVER, "[0-9a-f:.]+").isEmpty()
            || !tree.names("dev", "nvidia\\d+").isEmpty();
    if (!hasHardware) {
      return List.of();
    }
    List<FoundDevice> found;
    try (Arena arena = Arena.ofConfined();
        Nvml nvml = Nvml.open(library, arena)) {
      found = byNvml(nvml, tree);
    } catch (Nvml.NvmlException e) {
      tree.warn("NVML: " + e.getMessage());
      found = byDriver(tree);
    }
    if (found.size() < onBus) {
      tree.warn(
          "%d of %d NVIDIA devices on the PCI bus respond: is the driver loaded?"
              .formatted(found.size(), onBus));
    }
    return found;
  }

  private static List<FoundDevice> byNvml(Nvml nvml, KernelTree tree) throws Nvml.NvmlException {
    int count = nvml.count();
    LinkDomains links = new LinkDomains("nvlink");
    List<Nvml.Handle> handles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try {
        Nvml.Handle handle = nvml.device(i);
        addLinks(nvml, handle, links);
        handles.add(handle);
      } catch (Nvml.NvmlException e) {
        tree.warn("NVML: device " + i + ": " + e.getMessage());
      }
    }
    List<FoundDevice> found = new ArrayList<>();
    for (Nvml.Handle handle : handles) {
      try {
        found.add(describe(nvml, handle, links));
      } catch (Nvml.NvmlException e) {
        tree.warn("NVML: " + e.getMessage());
      }
    }
    return found;
  }

  /** Links are optional: a library without them leaves a device without a domain. */
  private static void addLinks(Nvml nvml, Nvml.Handle device, LinkDomains links) {
    try {
      Optional<String> address = nvml.address(device);
      for (int link = 0; address.isPresent() && link < Nvml.linksMax(); link++) {
        Optional<String> other = nvml.linkedTo(device, link);
        other.ifPresent(end -> links.link(address.get(), end));
      }
    } catch (Nvml.NvmlException _) {
      // an older library
    }
  }

  private static FoundDevice describe(Nvml nvml, Nvml.Handle device, LinkDomains links)
      throws Nvml.NvmlException {
    Optional<String> address = nvml.address(device);
    OptionalInt minor = nvml.minor(device);
    return new FoundDevice(
        DeviceKind.of(nvml.name(device)),
        VENDOR,
        new Bytes(nvml.memoryBytes(device)),
        nvml.uuid(device),
        minor.isPresent() ? Optional.of("/dev/nvidia" + minor.getAsInt()) : address,
        address.flatMap(links::of));
  }

  private static List<FoundDevice> byDriver(KernelTree tree) {
    List<FoundDevice> found = new ArrayList<>();
    for (String address : tree.names(DRIVER, "[0-9a-f:.]+")) {
      Optional<String> information = tree.text(DRIVER + "/" + address + "/information");
      Optional<String> model = information.flatMap(text -> field(text, "Model"));
      if (model.isEmpty()) {
        tree.warn("/" + DRIVER + "/" + address + "/information contains no model");
        continue;
      }
      found.add(
          new FoundDevice(
              DeviceKind.of(model.get()),
              VENDOR,
              Bytes.ZERO,
              information.flatMap(text -> field(text, "GPU UUID")),
              information
                  .flatMap(text -> field(text, "Device Minor"))
                  .map(minor -> "/dev/nvidia" + minor)
                  .or(() -> Optional.of(address)),
              Optional.empty()));
    }
    if (!found.isEmpty()) {
      tree.warn("the memory of NVIDIA devices is unknown without NVML and counted as zero");
    }
    return found;
  }

  private static Optional<String> field(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
