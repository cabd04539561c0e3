package org.arkwright.twin.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.arkwright.scheduler.order.ForecastOrder;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;

/**
 * The Philly experiment of Helios (Hu et al., SC 2021) with the production ordering policies.
 * Arguments: the folder with {@code philly.csv.gz} and {@code philly_vc.csv}. Prints a table.
 */
public final class PhillyProtocol {
  private static final double[] SCALES = {1, 0.5, 0.25};

  private PhillyProtocol() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Map<String, List<PhillyTrace.Entry>> jobs = PhillyTrace.read(folder.resolve("philly.csv.gz"));
    Map<String, Integer> nodes = nodes(folder.resolve("philly_vc.csv"));
    List<OrderingPolicy> policies =
        List.of(
            Orderings.FIFO,
            Orderings.SHORTEST_EXPECTED,
            Orderings.LEAST_ATTAINED,
            new ForecastOrder((job, _) -> VirtualCluster.cost(job)));
    System.out.println(
        "| nodes | policy | jobs | JCT s | queue s | p50 | p99 | longest | preemptions |\n"
            + "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (double scale : SCALES) {
      for (OrderingPolicy policy : policies) {
        Results results = run(jobs, nodes, scale, policy);
        System.out.printf(
            Locale.ROOT,
            "| x %s | %s | %d | %d | %d | %d | %d | %d | %d |%n",
            scale,
            policy.name(),
            results.jobs(),
            results.meanCompletion(),
            results.meanQueue(),
            results.quantileQueue(0.5),
            results.quantileQueue(0.99),
            results.quantileQueue(1),
            results.preemptions());
      }
    }
  }

  static Results run(
      Map<String, List<PhillyTrace.Entry>> jobs,
      Map<String, Integer> nodes,
      double scale,
      OrderingPolicy policy) {
    Results results =
        new Results(
            nodes.keySet().stream().mapToInt(vc -> jobs.getOrDefault(vc, List.of()).size()).sum());
    nodes.forEach((vc, full) -> {
      List<PhillyTrace.Entry> entries = jobs.getOrDefault(vc, List.of());
      long biggest =
          entries.stream()
              .mapToLong(entry -> entry.job().spec().amount().deviceThousandths() / 1000)
              .max()
              .orElse(0);
      int atLeast = Math.toIntExact(Math.ceilDiv(biggest, Consolidation.DEVICES));
      entries.forEach(entry -> results.submitted(entry.job(), entry.runNanos()));
      new VirtualCluster(Math.max((int) Math.round(full * scale), atLeast), policy, results)
          .run(entries);
    });
    return results;
  }

  private static Map<String, Integer> nodes(Path file) throws IOException {
    Map<String, Integer> nodes = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file).subList(1, Files.readAllLines(file).size())) {
      String[] fields = line.split(",", 2);
      nodes.put(fields[0], Integer.valueOf(fields[1].trim()));
    }
    return nodes;
  }
}
