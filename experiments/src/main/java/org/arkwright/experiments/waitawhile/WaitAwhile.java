package org.arkwright.experiments.waitawhile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.experiments.waitawhile.ProjectJob.Deadline;

/**
 * Prints the tables of docs/research/wait-awhile.md: the paper's published savings, those of its
 * policies reproduced here, and Arkwright's. The arguments are the folder of the paper's data and
 * the table.
 */
public final class WaitAwhile {
  private static final double[] ERRORS = {0, 0.05, 0.10};
  private static final List<String> TABLES = List.of("project", "restarts", "nightly");

  private final PrintStream out;
  private double least = Double.POSITIVE_INFINITY;
  private String leastAt = "";

  private WaitAwhile(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2
        || !Files.isDirectory(Path.of(arguments[0]))
        || !TABLES.contains(arguments[1])) {
      System.err.println(
          "wait-awhile: expected the folder that holds ger_ci.csv.gz, gb_ci.csv; then one of "
              + String.join(", ", TABLES));
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    List<CarbonGrid> grids =
        List.of(
            CarbonGrid.read("Germany", folder.resolve("ger_ci.csv.gz")),
            CarbonGrid.read("Great Britain", folder.resolve("gb_ci.csv")));
    new WaitAwhile(new PrintStream(System.out, true, StandardCharsets.UTF_8))
        .print(grids, arguments[1]);
  }

  private void print(List<CarbonGrid> grids, String table) {
    List<WaitAwhileScenarios> scenarios = grids.stream().map(WaitAwhileScenarios::new).toList();
    switch (table) {
      case "project" -> project(grids, scenarios);
      case "restarts" -> restarts(grids, scenarios);
      default -> nightly(grids, scenarios);
    }
  }

  private void project(List<CarbonGrid> grids, List<WaitAwhileScenarios> scenarios) {
    for (int region = 0; region < grids.size(); region++) {
      out.printf(
          "%s: mean %.2f g/kWh, baseline %.2f t CO2e.%n",
          grids.get(region).region(),
          grids.get(region).mean(),
          scenarios.get(region).baselineTonnes());
    }
    out.println("Saving in % at a forecast error of 0 / 5 / 10 %; published at 5 %.");
    out.println();
    out.println("| region | deadline | run | published | reproduced | Arkwright |");
    out.println("| --- | --- | --- | ---: | ---: | ---: |");
    for (int region = 0; region < grids.size(); region++) {
      for (Deadline deadline : List.of(Deadline.NEXT_WORKDAY, Deadline.SEMI_WEEKLY)) {
        for (boolean paused : new boolean[] {false, true}) {
          SlotPolicy paper = paused ? SlotPolicy.PAPER_PAUSED : SlotPolicy.PAPER_WHOLE;
          SlotPolicy own = paused ? SlotPolicy.ARKWRIGHT_PAUSED : SlotPolicy.ARKWRIGHT_WHOLE;
          out.printf(
              "| %s | %s | %s | %.2f | %s | %s |%n",
              grids.get(region).region(),
              deadline,
              paused ? "paused" : "in one piece",
              WaitAwhilePublished.project(region, deadline, paused),
              project(scenarios.get(region), paper, deadline),
              project(scenarios.get(region), own, deadline));
          record(
              100 * scenarios.get(region).projectSaving(own, deadline, 0.05, 0)
                  - WaitAwhilePublished.project(region, deadline, paused),
              "%s, %s, %s"
                  .formatted(
                      grids.get(region).region(), deadline, paused ? "paused" : "in one piece"));
        }
      }
    }
    worst("what was published at 5 %");
  }

  private void record(double over, String where) {
    if (over < least) {
      least = over;
      leastAt = where;
    }
  }

  private void worst(String against) {
    out.printf("%nWorst cell of Arkwright's: %s, %+.3f against %s.%n", leastAt, least, against);
  }

  private static String project(
      WaitAwhileScenarios scenarios, SlotPolicy policy, Deadline deadline) {
    List<String> cells = new ArrayList<>();
    for (double error : ERRORS) {
      cells.add("%.3f".formatted(100 * scenarios.projectSaving(policy, deadline, error, 0)));
    }
    return String.join(" / ", cells);
  }

  private void restarts(List<CarbonGrid> grids, List<WaitAwhileScenarios> scenarios) {
    out.println(
        "Saving in % at a forecast error of 5 %, when every resumption costs half an hour of"
            + " work.");
    out.println();
    out.println("| region | deadline | paper, in one piece | paper, paused | Arkwright |");
    out.println("| --- | --- | ---: | ---: | ---: |");
    for (int region = 0; region < grids.size(); region++) {
      for (Deadline deadline : List.of(Deadline.NEXT_WORKDAY, Deadline.SEMI_WEEKLY)) {
        WaitAwhileScenarios one = scenarios.get(region);
        out.printf(
            "| %s | %s | %.3f | %.3f | %.3f |%n",
            grids.get(region).region(),
            deadline,
            100 * one.projectSaving(SlotPolicy.PAPER_WHOLE, deadline, 0.05, 1),
            100 * one.projectSaving(SlotPolicy.PAPER_PAUSED, deadline, 0.05, 1),
            100 * one.projectSaving(SlotPolicy.ARKWRIGHT_PAUSED, deadline, 0.05, 1));
        record(
            100
                * (one.projectSaving(SlotPolicy.ARKWRIGHT_PAUSED, deadline, 0.05, 1)
                    - Math.max(
                        one.projectSaving(SlotPolicy.PAPER_WHOLE, deadline, 0.05, 1),
                        one.projectSaving(SlotPolicy.PAPER_PAUSED, deadline, 0.05, 1))),
            grids.get(region).region() + ", " + deadline);
      }
    }
    worst("the better of the paper's two rules");
  }

  private void nightly(List<CarbonGrid> grids, List<WaitAwhileScenarios> scenarios) {
    out.println("Saving in % at a forecast error of 5 %.");
    out.println();
    out.println("| region | window | published | reproduced | Arkwright |");
    out.println("| --- | --- | ---: | ---: | ---: |");
    for (int region = 0; region < grids.size(); region++) {
      for (int hours : WaitAwhilePublished.NIGHTLY_HOURS) {
        WaitAwhileScenarios one = scenarios.get(region);
        out.printf(
            "| %s | ±%d h | %.2f | %.2f | %.2f |%n",
            grids.get(region).region(),
            hours,
            WaitAwhilePublished.nightly(region, hours),
            100 * one.nightlySaving(SlotPolicy.PAPER_WHOLE, 2 * hours, 0.05),
            100 * one.nightlySaving(SlotPolicy.ARKWRIGHT_WHOLE, 2 * hours, 0.05));
        record(
            100 * one.nightlySaving(SlotPolicy.ARKWRIGHT_WHOLE, 2 * hours, 0.05)
                - WaitAwhilePublished.nightly(region, hours),
            "%s, ±%d h".formatted(grids.get(region).region(), hours));
      }
    }
    worst("what was published");
  }
}
