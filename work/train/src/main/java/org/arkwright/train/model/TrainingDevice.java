package org.arkwright.train.model;

import java.util.Map;
import java.util.Optional;
import org.arkwright.train.report.TrainingProblem;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * Where a network's numbers lie and are worked on, and how exactly matrices are multiplied there.
 * Weights, gradients and the optimiser's means are float32 on every device.
 *
 * @param index of the CUDA device among those that this process sees; 0 on the CPU
 */
public record TrainingDevice(Kind kind, int index, Precision precision) {
  /** What LibTorch runs on. */
  public enum Kind {
    CPU,
    CUDA
  }

  /** What matrices are multiplied in: bfloat16 is mixed precision, by LibTorch's autocast. */
  public enum Precision {
    FLOAT32,
    BFLOAT16
  }

  /** The main memory and cores, in float32, as every machine has them. */
  public static final TrainingDevice CPU = new TrainingDevice(Kind.CPU, 0, Precision.FLOAT32);

  /** The first compute capability whose tensor cores multiply bfloat16. */
  private static final int AMPERE = 8;

  /**
   * Chooses for this process.
   *
   * @param kind cpu, cuda, or auto: CUDA where this build of LibTorch has it and sees a device
   * @param precision float32, bfloat16, or auto: bfloat16 where the device has units for it
   * @param environment whose LOCAL_RANK picks among several devices, as torchrun means it
   * @throws TrainingProblem when there is no such device, or no such word
   */
  public static TrainingDevice choose(
      String kind, String precision, Map<String, String> environment) {
    boolean cuda =
        switch (kind) {
          case "auto" -> obstacle().isEmpty();
          case "cpu" -> false;
          case "cuda" -> {
            obstacle().ifPresent(TrainingDevice::refuse);
            yield true;
          }
          default ->
              throw new TrainingProblem(
                  "--device is %s\nexpected auto, cpu or cuda".formatted(kind));
        };
    int index = cuda ? localRank(environment) % torch.cuda_device_count() : 0;
    Precision chosen =
        switch (precision) {
          case "auto" ->
              cuda && capability(index) >= AMPERE ? Precision.BFLOAT16 : Precision.FLOAT32;
          case "float32" -> Precision.FLOAT32;
          case "bfloat16" -> Precision.BFLOAT16;
          default ->
              throw new TrainingProblem(
                  "--precision is %s\nexpected auto, float32 or bfloat16".formatted(precision));
        };
    return new TrainingDevice(cuda ? Kind.CUDA : Kind.CPU, index, chosen);
  }

  /** Why CUDA cannot be used; empty when it can be, and is loaded then. */
  private static Optional<String> obstacle() {
    try {
      Loader.load(torch_cuda.class);
    } catch (LinkageError missing) {
      // The loader's own words name what it looked for; the linker's, before it, what is missing.
      Throwable first = missing.getCause() == null ? missing : missing.getCause();
      return Optional.of("its libraries cannot be loaded: " + first.getMessage());
    }
    return torch.cuda_is_available()
        ? Optional.empty()
        : Optional.of(
            "there is no device that CUDA_VISIBLE_DEVICES lists and the driver answers for");
  }

  private static void refuse(String obstacle) {
    throw new TrainingProblem(
        "--device is cuda, but %s\nexpected a build and a machine as docs/guides/training.md says, or --device cpu"
            .formatted(obstacle));
  }

  private static int localRank(Map<String, String> environment) {
    String text = environment.getOrDefault("LOCAL_RANK", "0");
    if (!text.matches("[0-9]{1,6}")) {
      throw new TrainingProblem("LOCAL_RANK is %s; expected a whole number".formatted(text));
    }
    return Integer.parseInt(text);
  }

  private static int capability(int index) {
    return torch_cuda.getDeviceProperties((byte) index).major();
  }

  /** Zeros, flat, float32. */
  public Tensor zeros(long elements) {
    return torch.zeros(new long[] {elements}, options());
  }

  /** A tensor in main memory as one on this device; on the CPU itself. */
  public Tensor place(Tensor tensor) {
    return kind == Kind.CPU ? tensor : tensor.to(torch(), tensor.scalar_type());
  }

  private TensorOptions options() {
    return new TensorOptions(ScalarType.Float).device(new DeviceOptional(torch()));
  }

  private org.bytedeco.pytorch.Device torch() {
    return kind == Kind.CPU
        ? new org.bytedeco.pytorch.Device(type())
        : new org.bytedeco.pytorch.Device(type(), (byte) index);
  }

  private DeviceType type() {
    return kind == Kind.CPU ? DeviceType.CPU : DeviceType.CUDA;
  }

  /** Until it is closed, this thread's matrices are multiplied in this device's precision. */
  public Mixing mixing() {
    return new Mixing(this);
  }

  /** Mixed precision while it is open. */
  public static final class Mixing implements AutoCloseable {
    private final TrainingDevice device;

    private Mixing(TrainingDevice device) {
      this.device = device;
      set(true);
    }

    private void set(boolean on) {
      if (device.precision == Precision.BFLOAT16) {
        torch.set_autocast_dtype(device.type(), ScalarType.BFloat16);
        torch.set_autocast_enabled(device.type(), on);
      }
    }

    @Override
    public void close() {
      set(false);
      if (device.precision == Precision.BFLOAT16) {
        torch.clear_cache(); // Of weights cast, which the next step changes.
      }
    }
  }

  /** As the log shows it, such as {@code cpu in float32}. */
  @Override
  public String toString() {
    String place = kind == Kind.CPU ? "cpu" : "cuda:" + index;
    return place + " in " + (precision == Precision.FLOAT32 ? "float32" : "bfloat16");
  }
}
