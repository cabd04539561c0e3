package org.arkwright.experiments.fgd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.scheduler.view.WorkloadMix;
import org.arkwright.twin.trace.NodeList;
import org.arkwright.twin.trace.PodList;
import org.arkwright.twin.trace.WrongInputException;

/**
 * A fleet and the pods that arrive on it.
 *
 * @param pods by name
 */
record FgdTrace(List<NodeSpec> nodes, List<FgdPod> pods) {
  /**
   * Reads {@code openb_node_list_gpu_node.csv} and {@code openb_pod_list_WORKLOAD.csv.gz}.
   *
   * @throws WrongInputException naming lines and columns, when a file is malformed
   */
  static FgdTrace read(Path folder, String workload) throws IOException, WrongInputException {
    return read(folder, "openb_node_list_gpu_node.csv", "openb_pod_list_" + workload + ".csv.gz");
  }

  static FgdTrace read(Path folder, String nodes, String pods)
      throws IOException, WrongInputException {
    Path nodeFile = folder.resolve(nodes);
    Path podFile = folder.resolve(pods);
    return new FgdTrace(
        WrongInputException.accepted(nodeFile, NodeList.read(nodeFile)).nodes(),
        WrongInputException.accepted(podFile, PodList.read(podFile)).stream()
            .map(pod -> new FgdPod(pod.name(), pod.resources()))
            .sorted(Comparator.comparing(FgdPod::name))
            .toList());
  }

  /** The total thousandths of GPUs. */
  long capacity() {
    return nodes.stream().mapToLong(node -> node.capacity().deviceThousandths()).sum();
  }

  WorkloadMix mix() {
    Map<RankResources, Long> counts = new LinkedHashMap<>();
    pods.forEach(pod -> counts.merge(pod.resources(), 1L, Long::sum));
    return WorkloadMix.of(counts);
  }
}
