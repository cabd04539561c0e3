package org.arkwright.bench.gpu;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;
import org.arkwright.worker.device.DeviceDiscovery;
import org.arkwright.worker.device.Discovery;

/**
 * Shows on a machine with NVIDIA's GPUs what was built without one: that devices are found, that
 * ranks see theirs alone, that shares add up, that energy is counted right, that a killed worker
 * costs nothing, and that it is all billed. Started by {@code bench/gpu.sh}, with no network and
 * nothing installed.
 */
public final class GpuBench {
  /** No check begins later than this, so that the report comes in time. */
  private static final double BEGIN_SECONDS_MAX = 390;

  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;
  private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

  private final Report report;
  private final long begin = System.nanoTime();

  private GpuBench(Report report) {
    this.report = report;
  }

  /**
   * Prints the report to a file.
   *
   * @param arguments the arkwright command, the Java of ranks, their class path, an empty folder,
   *     the report's file, and {@code fake} where libraries stand in for the driver's
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (words.size() < 5 || words.size() > 6) {
      System.err.println("expected ARK JAVA CLASS_PATH FOLDER REPORT [fake]");
      System.exit(WRONG_USE);
    }
    boolean fake = words.size() == 6;
    Discovery discovery =
        new DeviceDiscovery(Path.of("/"), DeviceDiscovery.NVML, Bytes.ZERO).discover();
    List<Device> devices =
        discovery.devices().stream().filter(device -> device.vendor().equals("nvidia")).toList();
    if (devices.isEmpty()) {
      System.err.println("gpu: no NVIDIA GPU here: " + why(discovery));
      System.exit(FAILED);
    }
    Path folder = Path.of(words.get(3));
    Path ranks = Files.createDirectories(folder.resolve("ranks"));
    Map<String, String> variables = new TreeMap<>();
    Optional.ofNullable(System.getenv(LIBRARY_PATH))
        .ifPresent(path -> variables.put(LIBRARY_PATH, path));
    Product product =
        new Product(
            Path.of(words.get(0)),
            folder.resolve("home"),
            List.of(
                words.get(1),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                words.get(2),
                DeviceProbe.class.getName()),
            ranks,
            variables);
    Report report = new Report(fake);
    GpuBench bench = new GpuBench(report);
    bench.facts(devices);
    bench.run(product, devices);
    double seconds = bench.seconds();
    String text = report.markdown(seconds);
    Files.writeString(Path.of(words.get(4)), text);
    System.out.print(text);
    System.exit(report.failed() ? FAILED : 0);
  }

  private static String why(Discovery discovery) {
    return discovery.warnings().isEmpty()
        ? "none on the PCI bus, in /proc/driver/nvidia or in /dev"
        : String.join("; ", discovery.warnings());
  }

  private double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  private void facts(List<Device> devices) throws IOException {
    report.fact("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    report.fact(
        "devices",
        devices.stream()
            .collect(Collectors.groupingBy(Device::kind, TreeMap::new, Collectors.toList()))
            .entrySet()
            .stream()
            .map(each ->
                "%d x %s of %s"
                    .formatted(
                        each.getValue().size(), each.getKey(), each.getValue().getFirst().memory()))
            .collect(Collectors.joining(", ")));
    report.fact("driver", driver());
    try (Arena arena = Arena.ofConfined()) {
      Cuda cuda = Cuda.open(arena);
      report.fact(
          "CUDA of the driver",
          cuda.version() + (cuda.count() == 0 ? "" : ", which calls it " + cuda.name(0)));
    } catch (Cuda.CudaException e) {
      report.fact("CUDA of the driver", "does not work: " + e.getMessage());
    }
    report.fact(
        "machine",
        "%d cores, Linux %s, Java %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version", ""),
                System.getProperty("java.version", "")));
  }

  private static String driver() throws IOException {
    Path version = Path.of("/proc/driver/nvidia/version");
    return Files.isReadable(version)
        ? Files.readString(version, StandardCharsets.UTF_8).lines().findFirst().orElse("")
        : "does not tell its version in " + version;
  }

  private void run(Product product, List<Device> devices) throws IOException, InterruptedException {
    Files.createDirectories(product.home());
    // A factor of one, so that energy at the site's meter is that of the devices.
    Files.writeString(product.home().resolve("site.yaml"), "pue: 1\n");
    DeviceChecks found = new DeviceChecks(product, devices);
    LoadChecks load = new LoadChecks(product, devices);
    BillChecks bill = new BillChecks(product);
    check("starts with `up`", found::start);
    check("finds the devices that nvidia-smi finds", found::areThoseOfNvidia);
    check("a rank sees its device alone", found::areSeenAlone);
    check("a rank without a device sees none", found::areHidden);
    check("halves of a device run side by side, and a third waits", load::sharesAddUp);
    check("energy of a load is counted right", load::energyIsCounted);
    check("what a device does can be seen", load::useIsSeen);
    check("a killed worker costs no work, and no device is held twice", load::workerIsKilled);
    check("device time and energy are in the bill", bill::addsUp);
    report.check("stops, and leaves nothing", bill::stops);
  }

  private void check(String name, Report.Check check) throws InterruptedException {
    if (report.startFailed()) {
      report.skip(name, "it did not start");
    } else if (seconds() > BEGIN_SECONDS_MAX) {
      report.skip(name, "the time is up");
    } else {
      report.check(name, check);
    }
  }
}
