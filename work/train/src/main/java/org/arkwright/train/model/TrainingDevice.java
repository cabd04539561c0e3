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
 * The device that holds and computes a network, and the precision of its matrix multiplications.
 * Weights, gradients and the optimiser's moments are float32 on every device.
 *
 * @param index the index of the CUDA device among those visible to this process; 0 on the CPU
 */
public record TrainingDevice(Kind kind, int index, Precision precision) {
  /** The kind of device. */
  public enum Kind {
    CPU,
    CUDA
  }

  /**
   * The precision of matrix multiplications; bfloat16 is mixed precision by LibTorch's autocast.
   */
  public enum Precision {
    FLOAT32,
    BFLOAT16
  }

  /** The CPU in float32, available on every machine. */
  public static final TrainingDevice CPU = new TrainingDevice(Kind.CPU, 0, Precision.FLOAT32);

  /** The first compute capability whose tensor cores multiply bfloat16. */
  private static final int AMPERE = 8;

  /**
   * Chooses the device of this process.
   *
   * @param kind cpu, cuda, or auto: CUDA if this build of LibTorch supports it and finds a device
   * @param precision float32, bfloat16, or auto: bfloat16 if the device has hardware for it
   * @param environment the environment, whose LOCAL_RANK selects among several devices, as in
   *     torchrun
   * @throws TrainingProblem when there is no such device, or an argument is invalid
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

  /** Returns why CUDA cannot be used; empty if it can be, and has been loaded. */
  private static Optional<String> obstacle() {
    try {
      Loader.load(torch_cuda.class);
    } catch (LinkageError missing) {
      // The loader's message names what it looked for; the linker's, its cause, what is missing.
      Throwable rootCause = missing.getCause() == null ? missing : missing.getCause();
      return Optional.of("its libraries cannot be loaded: " + rootCause.getMessage());
    }
    return torch.cuda_is_available()
        ? Optional.empty()
        : Optional.of(
            "no device is both listed in CUDA_VISIBLE_DEVICES and available to the driver");
  }

  private static void refuse(String obstacle) {
    throw new TrainingProblem(
        ("--device is cuda, but %s\n"
                + "expected a build and a machine as in docs/guides/training.md, or --device cpu")
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

  /** Returns a flat float32 tensor of zeros. */
  public Tensor zeros(long elements) {
    return torch.zeros(new long[] {elements}, options());
  }

  /** Returns a tensor in main memory as one on this device; on the CPU, the tensor itself. */
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

  /** Enables this device's precision for matrix multiplications of this thread, until closed. */
  public Mixing mixing() {
    return new Mixing(this);
  }

  /** A scope of mixed precision. */
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
        torch.clear_cache(); // of cast weights, which the next step changes
      }
    }
  }

  /** Returns the device in the form of the log, such as {@code cpu in float32}. */
  @Override
  public String toString() {
    String place = kind == Kind.CPU ? "cpu" : "cuda:" + index;
    return place + " in " + (precision == Precision.FLOAT32 ? "float32" : "bfloat16");
  }
}
