package org.arkwright.twin.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.spec.SpecProblem;
import org.arkwright.spec.site.Fleet;
import org.arkwright.twin.replay.Interruptions;
import org.arkwright.twin.trace.Arrival;
import org.arkwright.twin.trace.Feasibility;
import org.arkwright.twin.trace.JobTrace;
import org.arkwright.twin.trace.WrongInputException;

/** The {@code replay} command: replays a trace on a fleet under several policies. */
final class ReplayCommand {
  private static final List<String> OPTIONS =
      List.of(
          "--fleet",
          "--policy",
          "--site",
          "--checkpoint",
          "--restart",
          "--html",
          "--by",
          "--output");

  private ReplayCommand() {}

  static void run(List<String> commandLine, PrintStream out, PrintStream err)
      throws WrongInputException, IOException {
    Arguments arguments = new Arguments(commandLine, OPTIONS, List.of("--skip-impossible"));
    if (arguments.positions().size() != 1) {
      throw new WrongInputException("name one trace, such as jobs.csv");
    }
    String fleetFile =
        arguments
            .last("--fleet")
            .orElseThrow(() -> new WrongInputException("--fleet is missing: a fleet.yaml"));
    SiteSettings site = CommandInputs.site(arguments.last("--site"));
    List<String> policies =
        arguments.all("--policy").isEmpty() ? List.of("forecast") : arguments.all("--policy");
    List<SiteSettings> sites = new ArrayList<>();
    for (String policy : policies) {
      sites.add(CommandInputs.under(site, policy));
    }
    List<EnergySeries> energySeries = CommandInputs.energySeries(site, arguments.last("--site"));
    Interruptions interruptions = CommandInputs.interruptions(arguments);
    Fleet fleet = CommandInputs.fleet(fleetFile);
    CommandInputs.requireSites(fleetFile, fleet, site, Set.of());
    String file = arguments.positions().getFirst();
    JobTrace trace = CommandInputs.trace(file);
    List<String> notes = new ArrayList<>();
    notes.add(about(trace, fleet));
    List<Arrival> arrivals =
        possible(file, trace, fleet, arguments.has("--skip-impossible"), notes);
    List<ReportScenario> scenarios = new ArrayList<>();
    for (int i = 0; i < policies.size(); i++) {
      scenarios.add(
          new ReportScenario(
              policies.get(i),
              fleet,
              sites.get(i),
              energySeries,
              arrivals,
              List.of(),
              interruptions));
    }
    String title =
        "Replay of "
            + (file.equals(CommandInputs.STANDARD_INPUT)
                ? "standard input"
                : Path.of(file).getFileName());
    new ReportPresentation(arguments, out, err).show(title, notes, scenarios);
  }

  private static String about(JobTrace trace, Fleet fleet) {
    String skipped =
        trace.skipped() == 0 ? "" : "; %,d rows contained no job".formatted(trace.skipped());
    return "%,d jobs of a %s trace on %,d nodes with %,d devices%s"
        .formatted(
            trace.arrivals().size(),
            trace.format(),
            fleet.nodes().size(),
            fleet.deviceThousandths() / 1000,
            skipped);
  }

  private static List<Arrival> possible(
      String file, JobTrace trace, Fleet fleet, boolean skip, List<String> notes)
      throws WrongInputException {
    Feasibility feasibility = new Feasibility(fleet);
    List<SpecProblem> problems = feasibility.problems(trace.arrivals());
    if (problems.isEmpty()) {
      return trace.arrivals();
    }
    List<Arrival> fitting = trace.arrivals().stream().filter(feasibility::fits).toList();
    if (!skip || fitting.isEmpty()) {
      throw new WrongInputException(
          WrongInputException.in(Path.of(file), problems).getMessage()
              + "\nThe fleet could never run %,d of the jobs; --skip-impossible skips them."
                  .formatted(trace.arrivals().size() - fitting.size()));
    }
    notes.add(
        "%,d jobs that the fleet could never run were skipped"
            .formatted(trace.arrivals().size() - fitting.size()));
    return fitting;
  }
}
