package org.arkwright.worker.device;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.arkwright.model.node.Device;
import org.arkwright.protocol.Sample.DeviceUse;

/**
 * What NVML measures of NVIDIA's GPUs: the energy drawn since the driver was loaded, which it
 * counts from Volta on, and what they do now. Thread-safe.
 */
final class NvmlCounters implements AutoCloseable {
  private final Arena arena;
  private final Nvml nvml;
  private final Map<Integer, Nvml.Handle> handles;
  private final Set<Integer> counted;

  private NvmlCounters(
      Arena arena, Nvml nvml, Map<Integer, Nvml.Handle> handles, Set<Integer> counted) {
    this.arena = arena;
    this.nvml = nvml;
    this.handles = handles;
    this.counted = counted;
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
    Map<Integer, Nvml.Handle> handles = new TreeMap<>();
    Set<Integer> counted = new HashSet<>();
    Arena arena = Arena.ofShared();
    try {
      Nvml nvml = Nvml.open(library, arena);
      for (int i = 0; i < nvml.count(); i++) {
        Nvml.Handle handle = nvml.device(i);
        Integer index = nvml.uuid(handle).map(indexes::get).orElse(null);
        if (index != null) {
          handles.put(index, handle);
          if (nvml.millijoules(handle).isPresent()) {
            counted.add(index);
          }
        }
      }
      return new NvmlCounters(arena, nvml, handles, counted);
    } catch (Nvml.NvmlException e) {
      arena.close();
      throw e;
    }
  }

  /** Whether no device has a counter of energy. */
  boolean isEmpty() {
    return counted.isEmpty();
  }

  /** Returns what each device does now; a device that does not answer is left out. */
  synchronized List<DeviceUse> use() {
    List<DeviceUse> uses = new ArrayList<>();
    handles.forEach((index, handle) -> {
      try {
        uses.add(
            new DeviceUse(
                index,
                nvml.busyPercent(handle),
                nvml.usedBytes(handle),
                nvml.celsius(handle),
                nvml.milliwatts(handle)));
      } catch (Nvml.NvmlException _) {
        // An older library lacks a function: nothing is told rather than half of it.
      }
    });
    return uses;
  }

  /**
   * Returns the energy that the device of that index has drawn, in thousandths of a joule; empty if
   * it has no counter.
   */
  synchronized OptionalLong millijoules(int index) {
    Nvml.Handle handle = counted.contains(index) ? handles.get(index) : null;
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
