package org.arkwright.twin.fgd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Bytes;
import org.arkwright.model.Device;
import org.arkwright.model.NodeName;
import org.arkwright.model.NodeSpec;
import org.arkwright.model.RankResources;
import org.arkwright.model.TopologyPath;
import org.arkwright.scheduler.WorkloadMix;

/**
 * A fleet and the pods that arrive on it.
 *
 * @param pods by name
 */
record Trace(List<NodeSpec> nodes, List<Pod> pods) {
  private static final int PER_NODE_MAX = 1_000_000_000;

  /** Reads {@code openb_node_list_gpu_node.csv} and {@code openb_pod_list_WORKLOAD.csv.gz}. */
  static Trace read(Path folder, String workload) throws IOException {
    return new Trace(
        nodes(folder.resolve("openb_node_list_gpu_node.csv")),
        pods(folder.resolve("openb_pod_list_" + workload + ".csv.gz")));
  }

  static List<NodeSpec> nodes(Path file) throws IOException {
    List<NodeSpec> nodes = new ArrayList<>();
    for (Table.Row row : Table.read(file).rows()) {
      String model = row.text("model");
      List<Device> devices = new ArrayList<>();
      for (int i = 0; i < row.number("gpu", 64); i++) {
        devices.add(
            new Device(
                i,
                model,
                "nvidia",
                Bytes.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
      }
      nodes.add(
          new NodeSpec(
              new NodeName(row.text("sn")),
              row.number("cpu_milli", PER_NODE_MAX),
              Bytes.ofMebibytes(row.number("memory_mib", PER_NODE_MAX)),
              devices,
              TopologyPath.UNKNOWN,
              new TreeMap<>(),
              List.of()));
    }
    return nodes;
  }

  static List<Pod> pods(Path file) throws IOException {
    List<Pod> pods = new ArrayList<>();
    for (Table.Row row : Table.read(file).rows()) {
      int gpus = (int) row.number("num_gpu", 64);
      String models = gpus == 0 ? "" : row.textIfAny("gpu_spec");
      pods.add(
          new Pod(
              row.text("name"),
              row.number("cpu_milli", PER_NODE_MAX),
              row.number("memory_mib", PER_NODE_MAX),
              gpus,
              gpus == 0 ? 0 : (int) row.number("gpu_milli", 1000),
              models.isEmpty() ? Optional.empty() : Optional.of(models)));
    }
    pods.sort(Comparator.comparing(Pod::name));
    return pods;
  }

  /** Thousandths of GPUs in all. */
  long capacity() {
    return nodes.stream().mapToLong(node -> node.capacity().deviceThousandths()).sum();
  }

  WorkloadMix mix() {
    Map<RankResources, Long> counts = new LinkedHashMap<>();
    pods.forEach(pod -> counts.merge(pod.resources(), 1L, Long::sum));
    return WorkloadMix.of(counts);
  }
}
