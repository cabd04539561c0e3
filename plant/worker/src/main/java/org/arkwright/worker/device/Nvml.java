package org.arkwright.worker.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Bindings to NVIDIA's management library, limited to the functions used here, as declared in
 * nvml.h. Optional results are empty where the driver does not support them. Not thread-safe.
 */
final class Nvml implements AutoCloseable {
  private static final int SUCCESS = 0;
  private static final int TEXT_BYTES = 96;
  private static final long PCI_INFO_BYTES = 68;
  private static final long PCI_BUS_ID_OFFSET = 36;
  private static final long MEMORY_INFO_BYTES = 24;
  private static final long MEMORY_USED_OFFSET = 16;
  private static final int TEMPERATURE_OF_CHIP = 0;
  private static final int NVLINKS_MAX = 18;

  private final Arena arena;
  private final NativeLibrary library;

  private Nvml(Arena arena, NativeLibrary library) {
    this.arena = arena;
    this.library = library;
  }

  /** Thrown when a call fails, or the library is missing. */
  static final class NvmlException extends Exception {
    private static final long serialVersionUID = 1;

    NvmlException(String message) {
      super(message);
    }
  }

  /** The library's handle of a device. */
  record Handle(MemorySegment pointer) {}

  /**
   * Loads the library, by path or by the loader's name for it, and initialises it.
   *
   * @param arena must outlive the result
   */
  static Nvml open(String libraryName, Arena arena) throws NvmlException {
    try {
      Nvml nvml = new Nvml(arena, NativeLibrary.open(libraryName, arena));
      nvml.require("nvmlInit_v2", nvml.call("nvmlInit_v2"));
      return nvml;
    } catch (IllegalArgumentException _) {
      throw new NvmlException(libraryName + " cannot be loaded");
    }
  }

  int count() throws NvmlException {
    MemorySegment count = arena.allocate(JAVA_INT);
    require("nvmlDeviceGetCount_v2", call("nvmlDeviceGetCount_v2", count));
    return count.get(JAVA_INT, 0);
  }

  Handle device(int index) throws NvmlException {
    MemorySegment pointer = arena.allocate(ADDRESS);
    String function = "nvmlDeviceGetHandleByIndex_v2";
    require(function, call(function, index, pointer));
    return new Handle(pointer.get(ADDRESS, 0));
  }

  String name(Handle device) throws NvmlException {
    MemorySegment text = arena.allocate(TEXT_BYTES);
    require("nvmlDeviceGetName", call("nvmlDeviceGetName", device.pointer(), text, TEXT_BYTES));
    return text.getString(0);
  }

  long memoryBytes(Handle device) throws NvmlException {
    MemorySegment memory = arena.allocate(MEMORY_INFO_BYTES, JAVA_LONG.byteAlignment());
    String function = "nvmlDeviceGetMemoryInfo";
    require(function, call(function, device.pointer(), memory));
    return memory.get(JAVA_LONG, 0);
  }

  /** Returns how much of its memory is taken, in bytes. */
  Optional<Long> usedBytes(Handle device) throws NvmlException {
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment memory = temporary.allocate(MEMORY_INFO_BYTES, JAVA_LONG.byteAlignment());
      return call("nvmlDeviceGetMemoryInfo", device.pointer(), memory) == SUCCESS
          ? Optional.of(memory.get(JAVA_LONG, MEMORY_USED_OFFSET))
          : Optional.empty();
    }
  }

  /** Returns the percentage of time in which a kernel ran on it, over the driver's last period. */
  Optional<Integer> busyPercent(Handle device) throws NvmlException {
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment rates = temporary.allocate(JAVA_INT, 2); // of its cores, then of its memory
      return call("nvmlDeviceGetUtilizationRates", device.pointer(), rates) == SUCCESS
          ? Optional.of(rates.get(JAVA_INT, 0))
          : Optional.empty();
    }
  }

  /** Returns the temperature of the chip, in degrees Celsius. */
  Optional<Integer> celsius(Handle device) throws NvmlException {
    String function = "nvmlDeviceGetTemperature";
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment value = temporary.allocate(JAVA_INT);
      return call(function, device.pointer(), TEMPERATURE_OF_CHIP, value) == SUCCESS
          ? Optional.of(value.get(JAVA_INT, 0))
          : Optional.empty();
    }
  }

  /** Returns the power that it draws, in thousandths of a watt. */
  Optional<Long> milliwatts(Handle device) throws NvmlException {
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment value = temporary.allocate(JAVA_INT);
      return call("nvmlDeviceGetPowerUsage", device.pointer(), value) == SUCCESS
          ? Optional.of(Integer.toUnsignedLong(value.get(JAVA_INT, 0)))
          : Optional.empty();
    }
  }

  Optional<String> uuid(Handle device) throws NvmlException {
    MemorySegment text = arena.allocate(TEXT_BYTES);
    return call("nvmlDeviceGetUUID", device.pointer(), text, TEXT_BYTES) == SUCCESS
        ? Optional.of(text.getString(0))
        : Optional.empty();
  }

  /** Returns the N of {@code /dev/nvidiaN}. */
  OptionalInt minor(Handle device) throws NvmlException {
    MemorySegment minor = arena.allocate(JAVA_INT);
    return call("nvmlDeviceGetMinorNumber", device.pointer(), minor) == SUCCESS
        ? OptionalInt.of(minor.get(JAVA_INT, 0))
        : OptionalInt.empty();
  }

  /** Returns the PCI address in the notation of sysfs. */
  Optional<String> address(Handle device) throws NvmlException {
    MemorySegment info = arena.allocate(PCI_INFO_BYTES, JAVA_INT.byteAlignment());
    return call("nvmlDeviceGetPciInfo_v3", device.pointer(), info) == SUCCESS
        ? Optional.of(sysfsAddress(info))
        : Optional.empty();
  }

  /** Returns the PCI address at the other end of an active NVLink: a GPU or a switch. */
  Optional<String> linkedTo(Handle device, int link) throws NvmlException {
    MemorySegment active = arena.allocate(JAVA_INT);
    MemorySegment info = arena.allocate(PCI_INFO_BYTES, JAVA_INT.byteAlignment());
    boolean up =
        call("nvmlDeviceGetNvLinkState", device.pointer(), link, active) == SUCCESS
            && active.get(JAVA_INT, 0) == 1
            && call("nvmlDeviceGetNvLinkRemotePciInfo_v2", device.pointer(), link, info) == SUCCESS;
    return up ? Optional.of(sysfsAddress(info)) : Optional.empty();
  }

  /** Returns the energy drawn since the driver was loaded; empty if the hardware has no counter. */
  OptionalLong millijoules(Handle device) throws NvmlException {
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment energy = temporary.allocate(JAVA_LONG);
      return call("nvmlDeviceGetTotalEnergyConsumption", device.pointer(), energy) == SUCCESS
          ? OptionalLong.of(energy.get(JAVA_LONG, 0))
          : OptionalLong.empty();
    }
  }

  /** The number of links per device, at most. */
  static int linksMax() {
    return NVLINKS_MAX;
  }

  @Override
  public void close() {
    try {
      call("nvmlShutdown");
    } catch (NvmlException _) {
      // nothing depends on a clean shutdown
    }
  }

  /** Converts an address of NVML, which pads the domain to eight digits and uses upper case. */
  private static String sysfsAddress(MemorySegment pciInfo) {
    String address = pciInfo.getString(PCI_BUS_ID_OFFSET).toLowerCase(Locale.ROOT);
    return address.matches("0000[0-9a-f]{4}:.*") ? address.substring(4) : address;
  }

  private void require(String function, int result) throws NvmlException {
    if (result != SUCCESS) {
      throw new NvmlException(function + " failed with code " + result + meaning(result));
    }
  }

  private static String meaning(int result) {
    return switch (result) {
      case 4 -> " (no permission)";
      case 9 -> " (the driver is not loaded)";
      case 15 -> " (the GPU is lost)";
      case 18 -> " (library and driver are of different versions)";
      default -> "";
    };
  }

  private int call(String function, Object... arguments) throws NvmlException {
    try {
      return library.call(function, arguments);
    } catch (NoSuchMethodException _) {
      throw new NvmlException("the library has no " + function);
    }
  }
}
