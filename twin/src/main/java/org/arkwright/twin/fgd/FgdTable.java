package org.arkwright.twin.fgd;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.arkwright.scheduler.PlacementScore;

/**
 * Prints the comparison with the published table as Markdown: {@code FgdTable FOLDER [SEEDS=10]
 * [WORKLOAD…]}, or {@code FgdTable FOLDER SEEDS unseen} for workloads and fleets made from these.
 */
public final class FgdTable {
  private static final long FIRST_SEED = 42;
  private static final Map<String, double[]> PUBLISHED = published();

  private FgdTable() {}

  // Random, BestFit, FGD: allocated GPU % at 100 % arrived, mean of ten seeds.
  private static Map<String, double[]> published() {
    Map<String, double[]> table = new LinkedHashMap<>();
    table.put("default", new double[] {86.30, 92.86, 95.23});
    table.put("cpu050", new double[] {89.02, 93.56, 95.00});
    table.put("cpu100", new double[] {87.44, 93.26, 95.21});
    table.put("cpu200", new double[] {83.03, 92.15, 94.82});
    table.put("gpushare100", new double[] {78.90, 84.62, 86.64});
    table.put("gpushare40", new double[] {84.86, 91.44, 93.96});
    table.put("gpuspec10", new double[] {86.26, 93.10, 94.66});
    table.put("gpuspec20", new double[] {85.90, 88.46, 94.66});
    table.put("multigpu20", new double[] {86.92, 93.73, 95.53});
    table.put("multigpu30", new double[] {86.63, 94.57, 96.36});
    return table;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 1) {
      System.err.println("fgd: expected FOLDER [SEEDS] [WORKLOAD…|unseen]");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    int seeds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    List<String> named =
        List.of(arguments).subList(Math.min(2, arguments.length), arguments.length);
    try {
      if (named.equals(List.of("unseen"))) {
        unseen(folder, seeds);
      } else {
        known(folder, seeds, named.isEmpty() ? List.copyOf(PUBLISHED.keySet()) : named);
      }
    } catch (Table.BadTraceException bad) {
      System.err.println("fgd: " + bad.getMessage());
      System.exit(1);
    }
  }

  private static void known(Path folder, int seeds, List<String> workloads) throws IOException {
    System.out.println(
        """
        | workload | Random: published | run here | BestFit: published | run here | FGD: published \
        | run here | Arkwright's default | over published FGD | CPU s a run |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\
        """);
    for (String workload : workloads) {
      double[] published = PUBLISHED.get(workload);
      if (published == null) {
        throw new Table.BadTraceException(
            "workload '" + workload + "'; expected one of " + PUBLISHED.keySet());
      }
      Trace trace = Trace.read(folder, workload);
      Cell random = cell(trace, seeds, FgdTable::random);
      Cell bestFit = cell(trace, seeds, _ -> References.only(new References.BestFit()));
      Cell fgd = cell(trace, seeds, _ -> References.only(new References.Fgd()));
      Cell own = cell(trace, seeds, _ -> PlacementScore.DEFAULT);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f | %s | %.2f | %s | %.2f | %s | **%s** | %+.2f | %.2f |%n",
          workload,
          published[0],
          random,
          published[1],
          bestFit,
          published[2],
          fgd,
          own,
          own.mean() - published[2],
          own.seconds());
    }
  }

  private static void unseen(Path folder, int seeds) throws IOException {
    System.out.println("| workload and fleet | BestFit | FGD | Arkwright's default | over FGD |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    for (Map.Entry<String, Trace> made : Unseen.from(folder).entrySet()) {
      Trace trace = made.getValue();
      Cell bestFit = cell(trace, seeds, _ -> References.only(new References.BestFit()));
      Cell fgd = cell(trace, seeds, _ -> References.only(new References.Fgd()));
      Cell own = cell(trace, seeds, _ -> PlacementScore.DEFAULT);
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | **%s** | %+.2f |%n",
          made.getKey(),
          bestFit,
          fgd,
          own,
          own.mean() - fgd.mean());
    }
  }

  private static PlacementScore random(long seed) {
    return References.only(new References.Random(new SplittableRandom(seed)));
  }

  private record Cell(double mean, double deviation, double seconds) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f ± %.2f", mean, deviation);
    }
  }

  private static Cell cell(Trace trace, int seeds, LongFunction<PlacementScore> score) {
    double sum = 0;
    double squares = 0;
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < seeds; i++) {
      long seed = FIRST_SEED + i;
      double allocated = Experiment.allocated(trace, score.apply(seed), seed, 100);
      sum += allocated;
      squares += allocated * allocated;
    }
    double mean = sum / seeds;
    double seconds = (threads.getCurrentThreadCpuTime() - began) / 1e9 / seeds;
    return new Cell(mean, Math.sqrt(Math.max(0, squares / seeds - mean * mean)), seconds);
  }
}
