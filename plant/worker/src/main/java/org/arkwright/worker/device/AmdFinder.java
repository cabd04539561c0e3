package org.arkwright.worker.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.unit.Bytes;

/**
 * Finds AMD's GPUs in the compute driver's topology ({@code /sys/class/kfd/kfd/topology/nodes}, as
 * described by the kernel's kfd_topology.c). A node with compute units and no CPU cores is a GPU;
 * memory banks of type 1 and 2 are its device memory.
 */
record AmdFinder() implements DeviceFinder {
  private static final String NODES = "sys/class/kfd/kfd/topology/nodes";
  private static final long XGMI = 11;

  /** PCI device ids of the compute cards, for drivers that report the family only. */
  private static final Map<Long, String> MODELS =
      new TreeMap<>(
          Map.of(
              0x738cL, "mi100", 0x7408L, "mi250x", 0x740cL, "mi250", 0x740fL, "mi210", 0x74a0L,
              "mi300a", 0x74a1L, "mi300x", 0x74a5L, "mi325x", 0x75a0L, "mi350x", 0x75a3L,
              "mi355x"));

  @Override
  public List<FoundDevice> find(MachineView machine) {
    KernelTree tree = machine.tree();
    Map<String, Map<String, Long>> gpus = new TreeMap<>();
    List<String> order = new ArrayList<>();
    for (String node : tree.names(NODES, "\\d+")) {
      Map<String, Long> properties = properties(tree, NODES + "/" + node + "/properties");
      if (properties.getOrDefault("simd_count", 0L) > 0
          && properties.getOrDefault("cpu_cores_count", 0L) == 0
          && properties.getOrDefault("vendor_id", 0L) == PciDevice.AMD) {
        gpus.put(node, properties);
        order.add(node);
      }
    }
    LinkDomains links = links(tree, order);
    List<FoundDevice> found = new ArrayList<>();
    for (String node : order) {
      found.add(describe(tree, node, gpus.getOrDefault(node, Map.of()), links));
    }
    return found;
  }

  private static FoundDevice describe(
      KernelTree tree, String node, Map<String, Long> properties, LinkDomains links) {
    long unique = properties.getOrDefault("unique_id", 0L);
    long minor = properties.getOrDefault("drm_render_minor", 0L);
    return new FoundDevice(
        kind(tree, node, properties),
        "amd",
        memory(tree, node),
        unique == 0 ? Optional.empty() : Optional.of("GPU-%016x".formatted(unique)),
        minor == 0 ? Optional.empty() : Optional.of("/dev/dri/renderD" + minor),
        links.of(node));
  }

  /**
   * Returns the kind by the card's name, else by its PCI id, else by the topology's chip family.
   */
  private static String kind(KernelTree tree, String node, Map<String, Long> properties) {
    long device = properties.getOrDefault("device_id", 0L);
    String render = "sys/class/drm/renderD" + properties.getOrDefault("drm_render_minor", 0L);
    return tree.text(render + "/device/product_name")
        .filter(name -> !name.isEmpty())
        .map(DeviceKind::of)
        .or(() -> Optional.ofNullable(MODELS.get(device)))
        .or(() ->
            tree.text(NODES + "/" + node + "/name")
                .filter(name -> !name.isEmpty())
                .map(DeviceKind::of))
        .orElseGet(() -> String.format(Locale.ROOT, "amd-%04x", device));
  }

  private static Bytes memory(KernelTree tree, String node) {
    String banks = NODES + "/" + node + "/mem_banks";
    long bytes = 0;
    for (String bank : tree.names(banks, "\\d+")) {
      Map<String, Long> properties = properties(tree, banks + "/" + bank + "/properties");
      long heap = properties.getOrDefault("heap_type", 0L);
      if (heap == 1 || heap == 2) {
        bytes += Math.max(0, properties.getOrDefault("size_in_bytes", 0L));
      }
    }
    return new Bytes(bytes);
  }

  private static LinkDomains links(KernelTree tree, List<String> gpus) {
    LinkDomains links = new LinkDomains("xgmi");
    for (String node : gpus) {
      String folder = NODES + "/" + node + "/io_links";
      for (String link : tree.names(folder, "\\d+")) {
        Map<String, Long> properties = properties(tree, folder + "/" + link + "/properties");
        String other = Long.toString(properties.getOrDefault("node_to", -1L));
        if (properties.getOrDefault("type", 0L) == XGMI && gpus.contains(other)) {
          links.link(node, other);
        }
      }
    }
    return links;
  }

  /** Parses lines of "name number" with unsigned numbers; other lines are skipped. */
  private static Map<String, Long> properties(KernelTree tree, String file) {
    Map<String, Long> properties = new TreeMap<>();
    for (String line : tree.text(file).orElse("").lines().toList()) {
      String[] fields = line.strip().split(" +", -1);
      if (fields.length == 2 && fields[1].matches("\\d{1,20}")) {
        try {
          properties.put(fields[0], Long.parseUnsignedLong(fields[1]));
        } catch (NumberFormatException _) {
          tree.warn("/" + file + ": " + fields[0] + " is out of range");
        }
      }
    }
    return properties;
  }
}
