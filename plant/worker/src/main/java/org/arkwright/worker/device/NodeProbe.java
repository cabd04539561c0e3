package org.arkwright.worker.device;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;

/**
 * Describes the machine that the worker runs on.
 *
 * @param cpus the cores to offer instead of those found, to overcommit or to reserve some
 * @param memory the memory to offer instead of that found
 */
public record NodeProbe(Optional<Integer> cpus, Optional<Bytes> memory) {
  private static final int NAME_MAX = 63;

  /**
   * The node, and the problems met while describing it.
   *
   * @param warnings as of {@link Discovery}
   */
  public record Result(NodeSpec node, List<String> warnings) {
    public Result {
      warnings = List.copyOf(warnings);
    }
  }

  /** Inspects this machine; {@code limits} is the result of the limit probe. */
  public Result probe(List<EnforcedLimit> limits) {
    Bytes memoryOffered = memory.orElseGet(NodeProbe::machineMemory);
    int cores = cpus.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    Discovery discovery =
        new DeviceDiscovery(Path.of("/"), DeviceDiscovery.NVML, memoryOffered).discover();
    NodeSpec node =
        new NodeSpec(
            NodeId.atHome(nodeName(hostName())),
            1000L * cores,
            memoryOffered,
            discovery.devices(),
            TopologyPath.UNKNOWN,
            labels(),
            limits,
            Capability.ofWorker(limits),
            Collections.emptySortedMap());
    return new Result(node, discovery.warnings());
  }

  /**
   * Returns a host name as a node name: forbidden characters become dashes; "node" if nothing
   * remains.
   */
  public static String nodeName(String hostName) {
    String name = hostName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
    String shortened = name.substring(0, Math.min(name.length(), NAME_MAX));
    String trimmed = shortened.replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
    return trimmed.isEmpty() ? "node" : trimmed;
  }

  /** Returns the machine's own name. */
  public static String hostName() {
    Optional<String> kernel = new KernelTree(Path.of("/")).text("proc/sys/kernel/hostname");
    if (kernel.isPresent()) {
      return kernel.get();
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "";
    }
  }

  /** The JVM already returns the smaller of the machine's memory and its control group's limit. */
  private static Bytes machineMemory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? new Bytes(system.getTotalMemorySize())
        : Bytes.ZERO;
  }

  private static SortedMap<String, String> labels() {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("arch", System.getProperty("os.arch", "unknown"));
    labels.put("kernel", System.getProperty("os.version", "unknown"));
    labels.put("os", System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT));
    return labels;
  }
}
