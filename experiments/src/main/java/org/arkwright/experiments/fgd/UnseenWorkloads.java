package org.arkwright.experiments.fgd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.twin.trace.WrongInputException;

/** Workloads and fleets that no policy was tuned for, derived from those in the folder. */
final class UnseenWorkloads {
  private UnseenWorkloads() {}

  static Map<String, FgdTrace> from(Path folder) throws IOException, WrongInputException {
    FgdTrace base = FgdTrace.read(folder, "default");
    Map<String, FgdTrace> workloads = new LinkedHashMap<>();
    workloads.put("multigpu20 and gpushare40", joined(folder, "multigpu20", "gpushare40"));
    workloads.put("gpuspec20 and cpu200", joined(folder, "gpuspec20", "cpu200"));
    workloads.put("gpushare100 and multigpu30", joined(folder, "gpushare100", "multigpu30"));
    workloads.put("gpuspec20 and multigpu20", joined(folder, "gpuspec20", "multigpu20"));
    SplittableRandom random = new SplittableRandom(2026);
    workloads.put("CPU x 0.5 to 1.5", each(base, pod -> cpu(pod, 0.5 + random.nextDouble())));
    workloads.put("all CPU x 1.3", each(base, pod -> cpu(pod, 1.3)));
    workloads.put("all CPU x 0.5", each(base, pod -> cpu(pod, 0.5)));
    workloads.put(
        "shares drawn anew",
        each(base, pod -> pod.withShare((50 + random.nextInt(900)) / 10 * 10)));
    workloads.put("every third node", fleet(base, 3, 0));
    workloads.put("large nodes only", new FgdTrace(large(base.nodes()), base.pods()));
    workloads.put("small nodes only", new FgdTrace(small(base.nodes()), base.pods()));
    return workloads;
  }

  private static FgdTrace joined(Path folder, String one, String other)
      throws IOException, WrongInputException {
    FgdTrace first = FgdTrace.read(folder, one);
    List<FgdPod> pods = new ArrayList<>();
    pods.addAll(first.pods());
    pods.addAll(FgdTrace.read(folder, other).pods());
    return new FgdTrace(first.nodes(), pods);
  }

  private static FgdTrace each(FgdTrace base, UnaryOperator<FgdPod> change) {
    return new FgdTrace(base.nodes(), base.pods().stream().map(change).toList());
  }

  private static FgdPod cpu(FgdPod pod, double factor) {
    return pod.withCpus(Math.round(pod.resources().cpuMillis() * factor / 100) * 100);
  }

  private static FgdTrace fleet(FgdTrace base, int every, int from) {
    List<NodeSpec> nodes = new ArrayList<>();
    for (int i = from; i < base.nodes().size(); i += every) {
      nodes.add(base.nodes().get(i));
    }
    return new FgdTrace(nodes, base.pods());
  }

  private static List<NodeSpec> large(List<NodeSpec> nodes) {
    return nodes.stream().filter(node -> node.devices().size() == 8).toList();
  }

  private static List<NodeSpec> small(List<NodeSpec> nodes) {
    return nodes.stream().filter(node -> node.devices().size() < 8).toList();
  }
}
