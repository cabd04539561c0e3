package org.arkwright.worker.device;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.arkwright.model.node.Device;

/**
 * The energy that NVIDIA's GPUs have drawn since their driver was loaded; NVML counts it from Volta
 * on. Thread-safe.
 */
final class NvmlCounters implements AutoCloseable {
  private final Arena arena;
  private final Nvml nvml;
  private final Map<Integer, Nvml.Handle> handles;

  private NvmlCounters(Arena arena, Nvml nvml, Map<Integer, Nvml.Handle> handles) {
    this.arena = arena;
    this.nvml = nvml;
    this.handles = handles;
  }

  /**
   * Opens the library and looks up the devices.
   *
   * @throws Nvml.NvmlException when the library does not work
   */
  @SuppressWarnings("MustBeClosedChecker") // Closed with the counters, or where none come to be.
  static NvmlCounters open(String library, List<Device> devices) throws Nvml.NvmlException {
    Map<String, Integer> indexes =
        devices.stream()
            .filter(device -> device.vendor().equals(NvidiaFinder.VENDOR))
            .filter(device -> device.uuid().isPresent())
            .collect(Collectors.toMap(device -> device.uuid().orElseThrow(), Device::index));
    Map<Integer, Nvml.Handle> handles = new HashMap<>();
    Arena arena = Arena.ofShared();
    try {
      Nvml nvml = Nvml.open(library, arena);
      for (int i = 0; i < nvml.count(); i++) {
        Nvml.Handle handle = nvml.device(i);
        Integer index = nvml.uuid(handle).map(indexes::get).orElse(null);
        if (index != null && nvml.millijoules(handle).isPresent()) {
          handles.put(index, handle);
        }
      }
      return new NvmlCounters(arena, nvml, handles);
    } catch (Nvml.NvmlException e) {
      arena.close();
      throw e;
    }
  }

  /** Whether no device has a counter. */
  boolean isEmpty() {
    return handles.isEmpty();
  }

  /**
   * Returns the energy that the device of that index has drawn, in thousandths of a joule; empty if
   * it has no counter.
   */
  synchronized OptionalLong millijoules(int index) {
    Nvml.Handle handle = handles.get(index);
    try {
      return handle == null ? OptionalLong.empty() : nvml.millijoules(handle);
    } catch (Nvml.NvmlException _) {
      return OptionalLong.empty();
    }
  }

  @Override
  public synchronized void close() {
    nvml.close();
    arena.close();
  }
}
