package org.arkwright.bench.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.arkwright.worker.device.NativeLibrary;

/**
 * Bindings to CUDA's driver, limited to what is used here, as declared in cuda.h. For one thread,
 * that which opens a device.
 */
final class Cuda {
  static final String LIBRARY = "libcuda.so.1";
  private static final int SUCCESS = 0;
  private static final int NO_DEVICE = 100;
  private static final int TEXT_BYTES = 96;
  private static final int UUID_BYTES = 16;
  private static final int MULTIPROCESSORS = 16;
  private static final int ERROR_LOG = 5;
  private static final int ERROR_LOG_BYTES = 6;
  private static final int LOG_BYTES = 4096;

  private final Arena arena;
  private final NativeLibrary library;

  private Cuda(Arena arena, NativeLibrary library) {
    this.arena = arena;
    this.library = library;
  }

  /** Thrown when the driver is missing or refuses a call; the message says which, and why. */
  static final class CudaException extends Exception {
    private static final long serialVersionUID = 1;

    CudaException(String message) {
      super(message);
    }
  }

  /** A function of a module, ready to be launched. */
  record Kernel(MemorySegment function) {}

  /**
   * Loads and initialises the driver.
   *
   * @param arena must outlive the result
   */
  static Cuda open(Arena arena) throws CudaException {
    NativeLibrary library;
    try {
      library = NativeLibrary.open(LIBRARY, arena);
    } catch (IllegalArgumentException _) {
      throw new CudaException(
          LIBRARY + " cannot be loaded: NVIDIA's driver is not installed, or not visible here");
    }
    Cuda cuda = new Cuda(arena, library);
    int result = cuda.call("cuInit", 0);
    if (result != NO_DEVICE) { // That is how a process is told that it may see none.
      cuda.require("cuInit", result);
    }
    return cuda;
  }

  /** The newest CUDA that the driver supports, such as {@code 12.8}. */
  String version() throws CudaException {
    MemorySegment value = arena.allocate(JAVA_INT);
    require("cuDriverGetVersion", call("cuDriverGetVersion", value));
    int number = value.get(JAVA_INT, 0);
    return number / 1000 + "." + number % 1000 / 10;
  }

  /** How many devices this process may see. */
  int count() throws CudaException {
    MemorySegment value = arena.allocate(JAVA_INT);
    int result = call("cuDeviceGetCount", value);
    if (result == NO_DEVICE || result == 3) { // 3: not initialised, since there is none
      return 0;
    }
    require("cuDeviceGetCount", result);
    return value.get(JAVA_INT, 0);
  }

  String name(int device) throws CudaException {
    MemorySegment text = arena.allocate(TEXT_BYTES);
    require("cuDeviceGetName", call("cuDeviceGetName", text, TEXT_BYTES, handle(device)));
    return text.getString(0);
  }

  /** The UUID in the notation of NVML, such as {@code GPU-7d2c…}. */
  String uuid(int device) throws CudaException {
    MemorySegment bytes = arena.allocate(UUID_BYTES);
    require("cuDeviceGetUuid", call("cuDeviceGetUuid", bytes, handle(device)));
    String hex = HexFormat.of().formatHex(bytes.toArray(JAVA_BYTE));
    return "GPU-"
        + String.join(
            "-",
            hex.substring(0, 8),
            hex.substring(8, 12),
            hex.substring(12, 16),
            hex.substring(16, 20),
            hex.substring(20));
  }

  int multiprocessors(int device) throws CudaException {
    MemorySegment value = arena.allocate(JAVA_INT);
    String function = "cuDeviceGetAttribute";
    require(function, call(function, value, MULTIPROCESSORS, handle(device)));
    return value.get(JAVA_INT, 0);
  }

  /** Makes a context on a device current for this thread. It ends with the process. */
  void use(int device) throws CudaException {
    MemorySegment context = arena.allocate(ADDRESS);
    require("cuCtxCreate_v2", call("cuCtxCreate_v2", context, 0, handle(device)));
  }

  /** Has the driver compile PTX for the current device, and returns one of its functions. */
  Kernel kernel(String ptx, String name) throws CudaException {
    MemorySegment module = arena.allocate(ADDRESS);
    MemorySegment log = arena.allocate(LOG_BYTES);
    MemorySegment options = arena.allocateFrom(JAVA_INT, ERROR_LOG, ERROR_LOG_BYTES);
    MemorySegment values = arena.allocate(ADDRESS, 2); // The second is a number, not an address.
    values.setAtIndex(ADDRESS, 0, log);
    values.setAtIndex(ADDRESS, 1, MemorySegment.ofAddress(LOG_BYTES));
    MemorySegment text = arena.allocateFrom(ptx);
    int result = call("cuModuleLoadDataEx", module, text, 2, options, values);
    if (result != SUCCESS) {
      throw new CudaException(failure("cuModuleLoadDataEx", result) + ": " + log.getString(0));
    }
    MemorySegment function = arena.allocate(ADDRESS);
    require(
        "cuModuleGetFunction",
        call("cuModuleGetFunction", function, module.get(ADDRESS, 0), arena.allocateFrom(name)));
    return new Kernel(function.get(ADDRESS, 0));
  }

  /** Allocates memory of the device; returns its address there. */
  long allocate(long bytes) throws CudaException {
    MemorySegment address = arena.allocate(JAVA_LONG);
    require("cuMemAlloc_v2", call("cuMemAlloc_v2", address, bytes));
    return address.get(JAVA_LONG, 0);
  }

  /** Copies numbers from the device. */
  float[] floats(long address, int count) throws CudaException {
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment here = temporary.allocate(JAVA_FLOAT, count);
      require("cuMemcpyDtoH_v2", call("cuMemcpyDtoH_v2", here, address, here.byteSize()));
      return here.toArray(JAVA_FLOAT);
    }
  }

  /** Runs the kernel with an address and a number as its arguments, and waits for its end. */
  void run(Kernel kernel, int blocks, int threads, long address, int number) throws CudaException {
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment first = temporary.allocateFrom(JAVA_LONG, address);
      MemorySegment second = temporary.allocateFrom(JAVA_INT, number);
      MemorySegment arguments = temporary.allocate(ADDRESS, 2);
      arguments.setAtIndex(ADDRESS, 0, first);
      arguments.setAtIndex(ADDRESS, 1, second);
      MemorySegment none = MemorySegment.NULL;
      require(
          "cuLaunchKernel",
          call(
              "cuLaunchKernel",
              kernel.function(),
              blocks,
              1,
              1,
              threads,
              1,
              1,
              0,
              none,
              arguments,
              none));
      require("cuCtxSynchronize", call("cuCtxSynchronize"));
    }
  }

  private int handle(int device) throws CudaException {
    MemorySegment value = arena.allocate(JAVA_INT);
    require("cuDeviceGet", call("cuDeviceGet", value, device));
    return value.get(JAVA_INT, 0);
  }

  private void require(String function, int result) throws CudaException {
    if (result != SUCCESS) {
      throw new CudaException(failure(function, result));
    }
  }

  private String failure(String function, int result) throws CudaException {
    MemorySegment name = arena.allocate(ADDRESS);
    boolean known = call("cuGetErrorName", result, name) == SUCCESS;
    return "%s failed with code %d%s"
        .formatted(
            function,
            result,
            known
                ? " (" + name.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0) + ")"
                : "");
  }

  private int call(String function, Object... arguments) throws CudaException {
    try {
      return library.call(function, arguments);
    } catch (NoSuchMethodException _) {
      throw new CudaException(LIBRARY + " has no " + function);
    }
  }
}
