package org.arkwright.worker.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.model.unit.Bytes;

/** Creates the files of a machine as its kernel would expose them. */
record MachineTree(Path root) {
  static final Bytes MEMORY = Bytes.ofGibibytes(16);
  static final String NO_NVML = "libarkwright-there-is-none.so";

  MachineTree file(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MachineTree link(String path, String target) {
    try {
      Path link = root.resolve(path);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, Path.of(target));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MachineTree pci(String address, String vendor, String device, String type) {
    String folder = "sys/bus/pci/devices/" + address;
    return file(folder + "/vendor", vendor + "\n")
        .file(folder + "/device", device + "\n")
        .file(folder + "/class", type + "\n");
  }

  Discovery discover() {
    return discover(NO_NVML);
  }

  Discovery discover(String nvmlLibrary) {
    return new DeviceDiscovery(root, nvmlLibrary, MEMORY).discover();
  }
}
