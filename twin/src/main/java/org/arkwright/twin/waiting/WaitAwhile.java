package org.arkwright.twin.waiting;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.twin.waiting.ProjectJob.Deadline;

/**
 * Prints the tables of docs/energy.md: what the paper published, what its policies save here, and
 * what Arkwright's save. The argument is the folder of the paper's data.
 */
public final class WaitAwhile {
  private static final double[] ERRORS = {0, 0.05, 0.10};

  private final PrintStream out;

  private WaitAwhile(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
      System.err.println("wait-awhile: expected the folder that holds ger_ci.csv.gz, gb_ci.csv");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    List<Grid> grids =
        List.of(
            Grid.read("Germany", folder.resolve("ger_ci.csv.gz")),
            Grid.read("Great Britain", folder.resolve("gb_ci.csv")));
    new WaitAwhile(new PrintStream(System.out, true, StandardCharsets.UTF_8)).print(grids);
  }

  private void print(List<Grid> grids) {
    List<Scenarios> scenarios = new ArrayList<>();
    for (Grid grid : grids) {
      Scenarios one = new Scenarios(grid);
      scenarios.add(one);
      out.printf(
          "%s: mean %.2f g/kWh, baseline %.2f t CO2e%n",
          grid.region(), grid.mean(), one.baselineTonnes());
    }
    project(grids, scenarios);
    restarts(grids, scenarios);
    nightly(grids, scenarios);
  }

  private void project(List<Grid> grids, List<Scenarios> scenarios) {
    out.println();
    out.println("Scenario II, saving in % at a forecast error of 0 / 5 / 10 %; published at 5 %.");
    out.println();
    out.println("| region | deadline | run | published | reproduced | Arkwright |");
    out.println("| --- | --- | --- | ---: | ---: | ---: |");
    for (int region = 0; region < grids.size(); region++) {
      for (Deadline deadline : List.of(Deadline.NEXT_WORKDAY, Deadline.SEMI_WEEKLY)) {
        for (boolean paused : new boolean[] {false, true}) {
          Waiter paper = paused ? Waiter.PAPER_PAUSED : Waiter.PAPER_WHOLE;
          Waiter own = paused ? Waiter.ARKWRIGHT_PAUSED : Waiter.ARKWRIGHT_WHOLE;
          out.printf(
              "| %s | %s | %s | %.2f | %s | %s |%n",
              grids.get(region).region(),
              deadline,
              paused ? "paused" : "in one piece",
              Published.project(region, deadline, paused),
              project(scenarios.get(region), paper, deadline),
              project(scenarios.get(region), own, deadline));
        }
      }
    }
  }

  private static String project(Scenarios scenarios, Waiter waiter, Deadline deadline) {
    List<String> cells = new ArrayList<>();
    for (double error : ERRORS) {
      cells.add("%.3f".formatted(100 * scenarios.projectSaving(waiter, deadline, error, 0)));
    }
    return String.join(" / ", cells);
  }

  private void restarts(List<Grid> grids, List<Scenarios> scenarios) {
    out.println();
    out.println(
        "Scenario II at 5 %, when every resumption costs half an hour of work (saving in %).");
    out.println();
    out.println("| region | deadline | paper, in one piece | paper, paused | Arkwright |");
    out.println("| --- | --- | ---: | ---: | ---: |");
    for (int region = 0; region < grids.size(); region++) {
      for (Deadline deadline : List.of(Deadline.NEXT_WORKDAY, Deadline.SEMI_WEEKLY)) {
        Scenarios one = scenarios.get(region);
        out.printf(
            "| %s | %s | %.3f | %.3f | %.3f |%n",
            grids.get(region).region(),
            deadline,
            100 * one.projectSaving(Waiter.PAPER_WHOLE, deadline, 0.05, 1),
            100 * one.projectSaving(Waiter.PAPER_PAUSED, deadline, 0.05, 1),
            100 * one.projectSaving(Waiter.ARKWRIGHT_PAUSED, deadline, 0.05, 1));
      }
    }
  }

  private void nightly(List<Grid> grids, List<Scenarios> scenarios) {
    out.println();
    out.println("Scenario I, saving in % at a forecast error of 5 %.");
    out.println();
    out.println("| region | window | published | reproduced | Arkwright |");
    out.println("| --- | --- | ---: | ---: | ---: |");
    for (int region = 0; region < grids.size(); region++) {
      for (int hours : Published.NIGHTLY_HOURS) {
        Scenarios one = scenarios.get(region);
        out.printf(
            "| %s | ±%d h | %.2f | %.2f | %.2f |%n",
            grids.get(region).region(),
            hours,
            Published.nightly(region, hours),
            100 * one.nightlySaving(Waiter.PAPER_WHOLE, 2 * hours, 0.05),
            100 * one.nightlySaving(Waiter.ARKWRIGHT_WHOLE, 2 * hours, 0.05));
      }
    }
  }
}
