package org.arkwright.worker.device;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.job.RankUsage.DeviceEnergy;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.unit.Joules;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a rank drew, as far as the machine counts. A rank's part of what processors and memory
 * drew while it ran is its part of the processor time that all processes together had meanwhile
 * (the ratio model of Kepler, CNCF); of a device's, the share that it held. Safe for any thread.
 */
public final class EnergyMeter implements AutoCloseable {
  private static final String BUSY = "proc/stat";

  /** Of the times of a processor, in this order, those in which it did not work. */
  private static final List<Integer> NOT_BUSY = List.of(3, 4);

  /**
   * user, nice, system, idle, iowait, irq, softirq; guests are in user, and stolen time is not
   * ours.
   */
  private static final int TIMES = 7;

  private static final long NANOS_PER_TICK = 10_000_000;

  private final KernelTree tree;
  private final List<Device> devices;
  private final RaplCounters rapl;
  private final @Nullable NvmlCounters nvml;
  private final List<String> warnings = new ArrayList<>();

  /**
   * Finds what can be read.
   *
   * @param root what to take for {@code /}
   * @param nvmlLibrary NVIDIA's management library, asked only for devices of its own
   * @param devices the node's
   */
  public EnergyMeter(Path root, String nvmlLibrary, List<Device> devices) {
    this.tree = new KernelTree(root);
    this.devices = List.copyOf(devices);
    this.rapl = new RaplCounters(root);
    this.nvml = nvml(nvmlLibrary);
    warnings.addAll(rapl.warnings());
  }

  private @Nullable NvmlCounters nvml(String library) {
    if (devices.stream().noneMatch(device -> device.vendor().equals(NvidiaFinder.VENDOR))) {
      return null;
    }
    try {
      return new NvmlCounters(library, devices);
    } catch (Nvml.NvmlException e) {
      warnings.add("NVML: " + e.getMessage());
      return null;
    }
  }

  /** What could not be read although it is there: its energy is modelled. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** In words, what is counted here. */
  public String counted() {
    String processors = rapl.isEmpty() ? "modelled" : "counted (RAPL)";
    String gpus = nvml == null || nvml.isEmpty() ? "modelled" : "counted (NVML)";
    return "energy of processors is " + processors + ", of devices " + gpus;
  }

  /**
   * The counters at the start of a rank.
   *
   * @param busyNanos processor time of the machine so far
   * @param deviceMillijoules by index, of the rank's devices that count
   */
  public record Mark(
      long packageMicrojoules,
      long busyNanos,
      List<DeviceShare> shares,
      Map<Integer, Long> deviceMillijoules) {}

  /** Reads the counters as a rank that holds these devices starts. */
  public Mark begin(List<DeviceShare> shares) {
    Map<Integer, Long> counters = new TreeMap<>();
    for (DeviceShare share : shares) {
      millijoules(share.device()).ifPresent(value -> counters.put(share.device(), value));
    }
    return new Mark(rapl.microjoules(), busyNanos(), List.copyOf(shares), counters);
  }

  /**
   * What that rank has used by now.
   *
   * @param cpuNanos processor time of its processes
   */
  public RankUsage used(Mark begin, long cpuNanos) {
    return new RankUsage(cpuNanos, processors(begin, cpuNanos), devices(begin));
  }

  /** Has to be called every minute, or full counters that start anew are missed. */
  public void sample() {
    var _ = rapl.microjoules();
  }

  private Optional<Joules> processors(Mark begin, long cpuNanos) {
    if (rapl.isEmpty()) {
      return Optional.empty();
    }
    long drawn = rapl.microjoules() - begin.packageMicrojoules();
    // Ticks are coarse: a short rank may have used more than the machine's clock has noticed.
    long busy = Math.max(busyNanos() - begin.busyNanos(), cpuNanos);
    BigDecimal part =
        busy == 0
            ? BigDecimal.ZERO
            : BigDecimal.valueOf(drawn, Joules.DECIMALS)
                .multiply(BigDecimal.valueOf(cpuNanos))
                .divide(BigDecimal.valueOf(busy), Joules.DECIMALS, RoundingMode.HALF_EVEN);
    return Optional.of(new Joules(part));
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

  /** Only where it is needed: reading it is not free on machines of many cores. */
  private long busyNanos() {
    if (rapl.isEmpty()) {
      return 0;
    }
    String[] words = tree.text(BUSY).orElse("").lines().findFirst().orElse("").split(" +", -1);
    long ticks = 0;
    for (int i = 0; i < TIMES && i + 1 < words.length; i++) {
      ticks += NOT_BUSY.contains(i) ? 0 : Long.parseLong(words[i + 1]);
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
