package org.arkwright.worker.device;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.RankUsage.DeviceEnergy;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.unit.Joules;
import org.arkwright.protocol.Sample.DeviceUse;
import org.jspecify.annotations.Nullable;

/**
 * Measures the energy used by ranks, where the machine has counters, and what its devices do. Of
 * the energy drawn by processors and memory while it ran, a rank is attributed its share of the CPU
 * time of all processes in that period (the ratio model of Kepler, CNCF); of a device's energy, the
 * share of the device that it held. Thread-safe.
 */
public final class EnergyMeter implements AutoCloseable {
  private static final String BUSY = "proc/stat";

  /** The indexes of idle and iowait among the times of a processor. */
  private static final List<Integer> NOT_BUSY = List.of(3, 4);

  /**
   * The number of times counted: user, nice, system, idle, iowait, irq, softirq. Guest time is
   * included in user, and stolen time is not this machine's.
   */
  private static final int TIMES = 7;

  private static final long NANOS_PER_TICK = 10_000_000;

  private final KernelTree tree;
  private final List<Device> devices;
  private final RaplCounters rapl;
  private final @Nullable NvmlCounters nvml;
  private final List<String> warnings;

  private EnergyMeter(
      Path root, List<Device> devices, @Nullable NvmlCounters nvml, List<String> warnings) {
    this.tree = new KernelTree(root);
    this.devices = List.copyOf(devices);
    this.nvml = nvml;
    this.rapl = new RaplCounters(root);
    this.warnings = Stream.concat(warnings.stream(), rapl.warnings().stream()).toList();
  }

  /**
   * Finds the readable counters.
   *
   * @param root the folder that contains sys and proc: {@code /}, except in tests
   * @param nvmlLibrary NVIDIA's management library, loaded only if there are NVIDIA devices
   * @param devices the node's devices
   */
  public static EnergyMeter open(Path root, String nvmlLibrary, List<Device> devices) {
    if (devices.stream().noneMatch(device -> device.vendor().equals(NvidiaFinder.VENDOR))) {
      return new EnergyMeter(root, devices, null, List.of());
    }
    try {
      return new EnergyMeter(root, devices, NvmlCounters.open(nvmlLibrary, devices), List.of());
    } catch (Nvml.NvmlException e) {
      return new EnergyMeter(root, devices, null, List.of("NVML: " + e.getMessage()));
    }
  }

  /** Counters that exist but could not be read; their energy is modelled. */
  public List<String> warnings() {
    return warnings;
  }

  /** Returns a sentence that says which energy is measured and which is modelled. */
  public String counted() {
    String processors = rapl.isEmpty() ? "modelled" : "counted (RAPL)";
    String gpus = nvml == null || nvml.isEmpty() ? "modelled" : "counted (NVML)";
    return "processor energy is " + processors + ", device energy is " + gpus;
  }

  /**
   * The counters at the start of a rank.
   *
   * @param busyNanos the CPU time of all processes so far
   * @param deviceMillijoules the counters of the rank's devices that have one, by index
   */
  public record Mark(
      long packageMicrojoules,
      long busyNanos,
      List<DeviceShare> shares,
      Map<Integer, Long> deviceMillijoules) {}

  /** Reads the counters at the start of a rank that holds these devices. */
  public Mark begin(List<DeviceShare> shares) {
    Map<Integer, Long> counters = new TreeMap<>();
    for (DeviceShare share : shares) {
      millijoules(share.device()).ifPresent(value -> counters.put(share.device(), value));
    }
    return new Mark(rapl.microjoules(), busyNanos(), List.copyOf(shares), counters);
  }

  /**
   * Returns what the rank has used since then.
   *
   * @param cpuNanos the CPU time of its processes
   */
  public RankUsage used(Mark begin, long cpuNanos) {
    return new RankUsage(cpuNanos, processors(begin, cpuNanos), devices(begin));
  }

  /** Returns what those devices do now that tell it, by index. */
  public List<DeviceUse> deviceUse() {
    return nvml == null ? List.of() : nvml.use();
  }

  /** Must be called every minute, or wrap-arounds of the counters are missed. */
  public void sample() {
    var _ = rapl.microjoules();
  }

  private Optional<Joules> processors(Mark begin, long cpuNanos) {
    if (rapl.isEmpty()) {
      return Optional.empty();
    }
    long drawn = rapl.microjoules() - begin.packageMicrojoules();
    // Ticks are coarse: a short rank may have used more CPU time than they show.
    long busy = Math.max(busyNanos() - begin.busyNanos(), cpuNanos);
    BigDecimal attributed =
        busy == 0
            ? BigDecimal.ZERO
            : BigDecimal.valueOf(drawn, Joules.DECIMALS)
                .multiply(BigDecimal.valueOf(cpuNanos))
                .divide(BigDecimal.valueOf(busy), Joules.DECIMALS, RoundingMode.HALF_EVEN);
    return Optional.of(new Joules(attributed));
  }

  private Optional<DeviceEnergy> devices(Mark begin) {
    BigDecimal joules = BigDecimal.ZERO;
    TreeMap<String, Integer> counted = new TreeMap<>();
    for (DeviceShare share : begin.shares()) {
      Long before = begin.deviceMillijoules().get(share.device());
      OptionalLong now = before == null ? OptionalLong.empty() : millijoules(share.device());
      if (before != null && now.isPresent()) {
        int thousandths = share.share().thousandths();
        BigDecimal drawn = BigDecimal.valueOf(now.getAsLong() - before, 3);
        joules = joules.add(drawn.multiply(BigDecimal.valueOf(thousandths, 3)));
        counted.merge(devices.get(share.device()).kind(), thousandths, Integer::sum);
      }
    }
    return counted.isEmpty()
        ? Optional.empty()
        : Optional.of(new DeviceEnergy(new Joules(joules), counted));
  }

  private OptionalLong millijoules(int device) {
    return nvml == null ? OptionalLong.empty() : nvml.millijoules(device);
  }

  /** Read only if needed: reading it is costly on machines with many cores. */
  private long busyNanos() {
    if (rapl.isEmpty()) {
      return 0;
    }
    String[] fields = tree.text(BUSY).orElse("").lines().findFirst().orElse("").split(" +", -1);
    long ticks = 0;
    for (int i = 0; i < TIMES && i + 1 < fields.length; i++) {
      ticks += NOT_BUSY.contains(i) ? 0 : Long.parseLong(fields[i + 1]);
    }
    return ticks * NANOS_PER_TICK;
  }

  @Override
  public void close() {
    if (nvml != null) {
      nvml.close();
    }
  }
}
