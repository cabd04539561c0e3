package org.arkwright.experiments.philly;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;
import org.arkwright.twin.trace.NodeList;
import org.arkwright.twin.trace.WrongInputException;

/**
 * The Philly experiment of Helios (Hu et al., SC 2021) with the production ordering policies.
 * Arguments: the folder with {@code philly.csv.gz} and {@code philly_vc.csv}. Prints a table.
 */
public final class PhillyProtocol {
  private static final double[] SCALES = {1, 0.5, 0.25};

  /**
   * Reference values by policy and scale: completion, queueing, and its p99, from another
   * implementation of these rules.
   */
  private static final Map<String, String[]> KNOWN =
      Map.of(
          "fifo x 1.0", new String[] {"11585", "105", "–"},
          "fifo x 0.5", new String[] {"16559", "5078", "172011"},
          "fifo x 0.25", new String[] {"193055", "181574", "2049216"},
          "shortest-expected x 1.0", new String[] {"11543", "63", "–"},
          "shortest-expected x 0.5", new String[] {"13026", "1546", "27449"},
          "shortest-expected x 0.25", new String[] {"28781", "17300", "252493"});

  private static final String[] UNKNOWN = {"–", "–", "–"};

  private PhillyProtocol() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try {
      print(
          PhillyTrace.read(folder.resolve("philly.csv.gz")),
          nodes(folder.resolve("philly_vc.csv")));
    } catch (WrongInputException wrong) {
      System.err.println("philly: " + wrong.getMessage());
      System.exit(1);
    }
  }

  private static void print(
      Map<ProjectName, List<PhillyTrace.Entry>> jobs, Map<ProjectName, Integer> nodes) {
    System.out.println(
        """
        | nodes | policy | JCT s: known | run here | queue s: known | run here \
        | p99 s: known | run here | longest s | preemptions |
        | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\
        """);
    StringBuilder compared = new StringBuilder();
    for (double scale : SCALES) {
      PhillyResults first = row(jobs, nodes, scale, Orderings.FIFO);
      PhillyResults shortest = row(jobs, nodes, scale, Orderings.SHORTEST_EXPECTED);
      row(jobs, nodes, scale, Orderings.LEAST_ATTAINED);
      row(jobs, nodes, scale, PhillyPolicies.SRTF);
      row(jobs, nodes, scale, PhillyPolicies.COST_TOLD);
      row(jobs, nodes, scale, PhillyPolicies.NO_PREEMPTION);
      PhillyResults own = row(jobs, nodes, scale, PhillyPolicies.SHIPPED);
      compared.append(
          String.format(
              Locale.ROOT,
              "| x %s | %.2f | %.2f | %.2f |%n",
              scale,
              (double) own.meanQueue() / shortest.meanQueue(),
              (double) own.quantileQueue(0.99) / first.quantileQueue(0.99),
              (double) own.quantileQueue(1) / first.quantileQueue(1)));
    }
    System.out.printf(
        """

        The default's figures, as shipped, relative to those of others; the largest cells are its worst:

        | nodes | mean queue, of shortest-expected's | p99, of fifo's | longest, of fifo's |
        | ---: | ---: | ---: | ---: |
        %s\
        """,
        compared);
  }

  private static PhillyResults row(
      Map<ProjectName, List<PhillyTrace.Entry>> jobs,
      Map<ProjectName, Integer> nodes,
      double scale,
      OrderingPolicy policy) {
    PhillyResults results = run(jobs, nodes, scale, policy);
    String[] known = KNOWN.getOrDefault(policy.name() + " x " + scale, UNKNOWN);
    System.out.printf(
        Locale.ROOT,
        "| x %s | %s | %s | %d | %s | %d | %s | %d | %d | %d |%n",
        scale,
        policy.name(),
        known[0],
        results.meanCompletion(),
        known[1],
        results.meanQueue(),
        known[2],
        results.quantileQueue(0.99),
        results.quantileQueue(1),
        results.preemptions());
    return results;
  }

  static PhillyResults run(
      Map<ProjectName, List<PhillyTrace.Entry>> jobs,
      Map<ProjectName, Integer> nodes,
      double scale,
      OrderingPolicy policy) {
    PhillyResults results =
        new PhillyResults(
            nodes.keySet().stream().mapToInt(vc -> jobs.getOrDefault(vc, List.of()).size()).sum());
    nodes.forEach((vc, full) -> {
      List<PhillyTrace.Entry> entries = jobs.getOrDefault(vc, List.of());
      long largest =
          entries.stream()
              .mapToLong(entry -> entry.job().spec().amount().deviceThousandths() / 1000)
              .max()
              .orElse(0);
      int atLeast = Math.toIntExact(Math.ceilDiv(largest, ConsolidatedNodes.DEVICES));
      entries.forEach(entry -> results.submitted(entry.job(), entry.runNanos()));
      new VirtualCluster(Math.max((int) Math.round(full * scale), atLeast), policy, results)
          .run(entries);
    });
    return results;
  }

  /** Returns the number of nodes of each virtual cluster: its quota divided by a node's devices. */
  private static SortedMap<ProjectName, Integer> nodes(Path file)
      throws IOException, WrongInputException {
    SortedMap<ProjectName, Integer> nodes = new TreeMap<>();
    for (Quota quota : WrongInputException.accepted(file, NodeList.read(file)).quotas()) {
      long perNode = 1000L * ConsolidatedNodes.DEVICES;
      nodes.put(quota.project(), (int) (quota.nominal().deviceThousandths() / perNode));
    }
    return nodes;
  }
}
