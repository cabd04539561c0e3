package org.arkwright.experiments.fgd;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.twin.trace.WrongInputException;

/**
 * Prints the comparisons with the published results as Markdown: {@code FgdTable FOLDER known SEEDS
 * [WORKLOAD…]} by workload, {@code arrived} by arrivals, {@code unseen} for workloads and fleets
 * derived from the published ones.
 */
public final class FgdTable {
  private static final long FIRST_SEED = 42;
  private static final List<String> NAMES = List.of("Random", "BestFit", "FGD");
  private static final List<LongFunction<PlacementScore>> POLICIES =
      List.of(
          seed ->
              FgdReferencePolicies.only(
                  new FgdReferencePolicies.Random(new SplittableRandom(seed))),
          _ -> FgdReferencePolicies.only(new FgdReferencePolicies.BestFit()),
          _ -> FgdReferencePolicies.only(new FgdReferencePolicies.Fgd()),
          _ -> PlacementScore.DEFAULT);
  private static final int BEST_FIT = 1;
  private static final int FGD = 2;
  private static final int OWN = 3;

  private FgdTable() {}

  public static void main(String[] arguments) throws IOException {
    String which = arguments.length >= 3 ? arguments[1] : "";
    if (!List.of("known", "arrived", "unseen").contains(which)
        || !arguments[2].matches("[1-9][0-9]?")) {
      System.err.println("fgd: expected FOLDER known|arrived|unseen SEEDS [WORKLOAD…]");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    int seeds = Integer.parseInt(arguments[2]);
    try {
      switch (which) {
        case "known" -> known(folder, seeds, List.of(arguments).subList(3, arguments.length));
        case "arrived" -> arrived(folder, seeds);
        default -> unseen(folder, seeds);
      }
    } catch (WrongInputException wrong) {
      System.err.println("fgd: " + wrong.getMessage());
      System.exit(1);
    }
  }

  private static void known(Path folder, int seeds, List<String> only)
      throws IOException, WrongInputException {
    row("workload", "Random: published", "run here", "BestFit: published", "run here")
        .add("FGD: published", "run here", "Arkwright's default", "over published FGD")
        .add("CPU s a run")
        .head();
    Worst least = new Worst();
    Worst furthest = new Worst();
    for (Map.Entry<String, double[]> published : FgdPublished.WORKLOADS.entrySet()) {
      String workload = published.getKey();
      if (!only.isEmpty() && !only.contains(workload)) {
        continue;
      }
      FgdTrace trace = FgdTrace.read(folder, workload);
      Row row = row(workload);
      for (int policy = 0; policy < OWN; policy++) {
        double publishedMean = published.getValue()[policy];
        Cell here = cells(trace, seeds, policy, 100).getFirst();
        row.add(number(publishedMean), here.toString());
        furthest.record(
            -Math.abs(here.mean - publishedMean), NAMES.get(policy) + " on " + workload);
      }
      Cell own = cells(trace, seeds, OWN, 100).getFirst();
      double over = own.mean - published.getValue()[FGD];
      least.record(over, workload);
      row.add("**" + own + "**", signed(over), number(own.seconds)).print();
    }
    printWorst(least, furthest);
  }

  private static void arrived(Path folder, int seeds) throws IOException, WrongInputException {
    Row head = row("policy");
    for (int percent : FgdPublished.PERCENT) {
      head.add(percent + " %");
    }
    head.head();
    FgdTrace trace = FgdTrace.read(folder, "default");
    Worst furthest = new Worst();
    Worst least = new Worst();
    for (int policy = 0; policy < POLICIES.size(); policy++) {
      List<Cell> here = cells(trace, seeds, policy, FgdPublished.PERCENT);
      Row printed = row(policy == OWN ? "Arkwright's default" : NAMES.get(policy) + ", run here");
      Row published = row(policy == OWN ? "" : NAMES.get(policy) + ", published");
      for (int i = 0; i < here.size(); i++) {
        double publishedMean = FgdPublished.ARRIVED[Math.min(policy, FGD)][i];
        published.add(number(publishedMean));
        printed.add(number(here.get(i).mean));
        double over = here.get(i).mean - publishedMean;
        if (policy == OWN) {
          least.record(over, FgdPublished.PERCENT[i] + " %");
        } else {
          furthest.record(
              -Math.abs(over), NAMES.get(policy) + " at " + FgdPublished.PERCENT[i] + " %");
        }
      }
      if (policy != OWN) {
        published.print();
      }
      printed.print();
    }
    printWorst(least, furthest);
  }

  private static void printWorst(Worst least, Worst furthest) {
    System.out.printf(
        Locale.ROOT,
        "%nWorst cell of the default: %s, %+.2f against the published FGD. Furthest from its"
            + " published mean: %s, by %.2f.%n",
        least.where,
        least.value,
        furthest.where,
        -furthest.value);
  }

  private static void unseen(Path folder, int seeds) throws IOException, WrongInputException {
    row("workload and fleet", "BestFit", "FGD", "Arkwright's default", "over FGD").head();
    Worst least = new Worst();
    for (Map.Entry<String, FgdTrace> workload : UnseenWorkloads.from(folder).entrySet()) {
      Cell bestFit = cells(workload.getValue(), seeds, BEST_FIT, 100).getFirst();
      Cell fgd = cells(workload.getValue(), seeds, FGD, 100).getFirst();
      Cell own = cells(workload.getValue(), seeds, OWN, 100).getFirst();
      least.record(own.mean - fgd.mean, workload.getKey());
      row(workload.getKey(), bestFit.toString(), fgd.toString(), "**" + own + "**")
          .add(signed(own.mean - fgd.mean))
          .print();
    }
    System.out.printf(
        Locale.ROOT, "%nWorst cell: %s, %+.2f against FGD.%n", least.where, least.value);
  }

  private static final class Worst {
    private double value = Double.POSITIVE_INFINITY;
    private String where = "";

    void record(double candidate, String place) {
      if (candidate < value) {
        value = candidate;
        where = place;
      }
    }
  }

  private static final class Row {
    private final List<String> cells = new ArrayList<>();

    Row add(String... more) {
      cells.addAll(List.of(more));
      return this;
    }

    void print() {
      System.out.println("| " + String.join(" | ", cells) + " |");
    }

    void head() {
      print();
      System.out.println("| --- |" + " ---: |".repeat(cells.size() - 1));
    }
  }

  private static Row row(String... cells) {
    return new Row().add(cells);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }

  private record Cell(double mean, double deviation, double seconds) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f ± %.2f", mean, deviation);
    }
  }

  /** Returns the results of a policy over the given number of seeds, one per arrival percentage. */
  private static List<Cell> cells(FgdTrace trace, int seeds, int policy, int... percents) {
    double[] sums = new double[percents.length];
    double[] squares = new double[percents.length];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long startNanos = threads.getCurrentThreadCpuTime();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      double[] allocated =
          FgdExperiment.allocated(trace, POLICIES.get(policy).apply(seed), seed, percents);
      for (int i = 0; i < percents.length; i++) {
        sums[i] += allocated[i];
        squares[i] += allocated[i] * allocated[i];
      }
    }
    double seconds = (threads.getCurrentThreadCpuTime() - startNanos) / 1e9 / seeds;
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < percents.length; i++) {
      double mean = sums[i] / seeds;
      cells.add(new Cell(mean, Math.sqrt(Math.max(0, squares[i] / seeds - mean * mean)), seconds));
    }
    return cells;
  }
}
