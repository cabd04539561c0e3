package org.arkwright.twin.command;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.Journals;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Resources;
import org.arkwright.spec.site.Fleet;
import org.arkwright.twin.replay.JournalHistory;
import org.arkwright.twin.trace.Arrival;
import org.arkwright.twin.trace.Feasibility;
import org.arkwright.twin.trace.WrongInputException;

/** The {@code what-if} command: replays a journal's own jobs on modified sites. */
final class WhatIfCommand {
  private static final List<String> VARIED =
      List.of("--policy", "--fleet", "--quota", "--site", "--arrivals", "--power-cap");
  private static final double SPAN_NANOS_MAX = Duration.ofDays(36_500).toNanos();
  private static final List<String> OTHERS =
      List.of("--journal", "--checkpoint", "--restart", "--html", "--by", "--output");

  /** Series are read from what was sent with the files alone; see {@link CommandInputs}. */
  private static final String SENT_SERIES = "--sent-series";

  private WhatIfCommand() {}

  static void run(List<String> commandLine, PrintStream out, PrintStream err)
      throws WrongInputException, IOException {
    List<String> options = new ArrayList<>(VARIED);
    options.addAll(OTHERS);
    Arguments arguments = new Arguments(commandLine, options, List.of("--together", SENT_SERIES));
    String journal =
        arguments
            .last("--journal")
            .orElseThrow(() -> new WrongInputException("--journal is missing: a journal.db"));
    JournalHistory history = history(journal);
    List<Arrival> arrivals = history.arrivals();
    if (arrivals.isEmpty() || history.fleet().nodes().isEmpty()) {
      throw new WrongInputException(journal + ": no job of this journal ever ran");
    }
    ReportScenario recorded =
        new ReportScenario(
            "as recorded",
            history.fleet(),
            history.site(),
            history.energySeries(),
            possible(arrivals, history.fleet()),
            history.cordons(),
            CommandInputs.interruptions(arguments));
    List<ReportScenario> scenarios = new ArrayList<>(List.of(recorded));
    ReportScenario all = recorded;
    for (String option : VARIED) {
      for (String value : arguments.all(option)) {
        ReportScenario varied =
            varied(arguments, arguments.has("--together") ? all : recorded, option, value);
        all = varied;
        if (!arguments.has("--together")) {
          scenarios.add(varied);
        }
      }
    }
    if (arguments.has("--together")) {
      scenarios.add(all);
    }
    Set<String> before =
        recorded.fleet().nodes().stream().map(NodeSpec::site).collect(Collectors.toSet());
    for (ReportScenario scenario : scenarios) {
      CommandInputs.requireSites(scenario.name(), scenario.fleet(), scenario.site(), before);
    }
    new ReportPresentation(arguments, out, err)
        .show("What if", notes(history, arrivals, recorded), scenarios);
  }

  private static JournalHistory history(String location) throws WrongInputException {
    try (JournalReader journal = Journals.openReadOnly(location)) {
      return JournalHistory.of(journal);
    } catch (JournalException e) {
      throw new WrongInputException(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> notes(
      JournalHistory history, List<Arrival> arrivals, ReportScenario recorded) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%,d jobs of the journal on %,d nodes; each runs as long as recorded"
            .formatted(recorded.arrivals().size(), recorded.fleet().nodes().size()));
    if (history.estimated() > 0) {
      notes.add(
          "%,d of them have not ended; their lengths are estimates".formatted(history.estimated()));
    }
    if (history.neverRan() > 0) {
      notes.add(
          "%,d jobs that were cancelled before they ran are left out"
              .formatted(history.neverRan()));
    }
    if (recorded.arrivals().size() < arrivals.size()) {
      notes.add(
          "%,d jobs that the fleet could never run were skipped"
              .formatted(arrivals.size() - recorded.arrivals().size()));
    }
    return notes;
  }

  private static List<Arrival> possible(List<Arrival> arrivals, Fleet fleet) {
    Feasibility feasibility = new Feasibility(fleet);
    return arrivals.stream().filter(feasibility::fits).toList();
  }

  private static ReportScenario varied(
      Arguments arguments, ReportScenario base, String option, String value)
      throws WrongInputException {
    String name =
        base.name().equals("as recorded")
            ? option.substring(2) + " " + value
            : base.name() + ", " + option.substring(2) + " " + value;
    Fleet fleet = base.fleet();
    SiteSettings site = base.site();
    List<EnergySeries> energySeries = base.energySeries();
    List<Arrival> arrivals = base.arrivals();
    switch (option) {
      case "--policy" -> site = CommandInputs.under(site, value);
      case "--fleet" -> fleet = replacedFleet(CommandInputs.fleet(value), fleet, arrivals, value);
      case "--quota" -> fleet = limited(fleet, value, arrivals);
      case "--site" -> {
        site = priced(CommandInputs.site(Optional.of(value)), site);
        energySeries =
            replaced(
                energySeries,
                arguments.has(SENT_SERIES)
                    ? CommandInputs.sentSeries(site, value)
                    : CommandInputs.energySeries(site, Optional.of(value)));
      }
      case "--power-cap" -> site = capped(site, value);
      case "--arrivals" -> arrivals = faster(arrivals, value);
      default -> throw new IllegalStateException("nothing varies by " + option);
    }
    return new ReportScenario(
        name, fleet, site, energySeries, arrivals, base.cordons(), base.interruptions());
  }

  /** Returns the replacement fleet; the current quotas remain if its file contains none. */
  private static Fleet replacedFleet(
      Fleet replacement, Fleet before, List<Arrival> arrivals, String file)
      throws WrongInputException {
    Feasibility feasibility = new Feasibility(replacement);
    long never = arrivals.stream().filter(arrival -> !feasibility.fits(arrival)).count();
    if (never > 0) {
      throw new WrongInputException(
          "%s: this fleet could never run %,d of the recorded jobs; %s"
              .formatted(file, never, feasibility.problems(arrivals).getFirst().message()));
    }
    return replacement.quotas().isEmpty()
        ? new Fleet(replacement.nodes(), before.quotas())
        : replacement;
  }

  private static Fleet limited(Fleet fleet, String text, List<Arrival> arrivals)
      throws WrongInputException {
    String[] sides = text.split("=", 2);
    if (sides.length != 2 || !Names.isValid(sides[0]) || !sides[1].matches("[0-9]{1,9}")) {
      throw new WrongInputException(
          "--quota is '%s', expected PROJECT=DEVICES such as vision=16".formatted(text));
    }
    TreeSet<String> projects = new TreeSet<>();
    arrivals.forEach(arrival -> projects.add(arrival.spec().project().value()));
    fleet.quotas().forEach(quota -> projects.add(quota.project().value()));
    if (!projects.contains(sides[0])) {
      throw CommandInputs.unknown("project of this journal", sides[0], List.copyOf(projects));
    }
    TreeMap<ProjectName, Quota> quotas = new TreeMap<>();
    fleet.quotas().forEach(quota -> quotas.put(quota.project(), quota));
    long unlimited = Resources.UNLIMITED_AMOUNT;
    ProjectName project = new ProjectName(sides[0]);
    quotas.put(
        project,
        new Quota(
            project,
            Optional.empty(),
            new Resources(unlimited, unlimited, 1000 * Long.parseLong(sides[1])),
            Resources.ZERO,
            Resources.ZERO,
            1));
    return new Fleet(fleet.nodes(), List.copyOf(quotas.values()));
  }

  /** Returns the given settings; policies that the file does not set stay as they are. */
  private static SiteSettings priced(SiteSettings replacement, SiteSettings before) {
    return replacement.policies().isPresent()
        ? replacement
        : replacement.withPolicies(before.policies());
  }

  /** Returns the given series; kinds that the file does not name stay as they are. */
  private static List<EnergySeries> replaced(
      List<EnergySeries> before, List<EnergySeries> replacement) {
    List<EnergySeries> all = new ArrayList<>(replacement);
    for (EnergySeries series : before) {
      if (replacement.stream().noneMatch(other -> other.kind() == series.kind())) {
        all.add(series);
      }
    }
    return all;
  }

  private static SiteSettings capped(SiteSettings site, String text) throws WrongInputException {
    return site.withEnvelope(Optional.of(kilowatts(text)));
  }

  /** Reads a power cap; 0 is none: nothing would ever run under it. */
  static BigDecimal kilowatts(String text) throws WrongInputException {
    if (!text.matches("[0-9]{1,7}(\\.[0-9]{1,3})?") || new BigDecimal(text).signum() == 0) {
      throw new WrongInputException(
          "--power-cap is '%s', expected kilowatts above 0 such as 20 or 4.5".formatted(text));
    }
    return new BigDecimal(text);
  }

  private static List<Arrival> faster(List<Arrival> arrivals, String text)
      throws WrongInputException {
    double factor = text.matches("[0-9]{1,4}(\\.[0-9]{1,6})?") ? Double.parseDouble(text) : 0;
    if (factor <= 0) {
      throw new WrongInputException(
          "--arrivals is '%s', expected a factor above 0 such as 1.5".formatted(text));
    }
    long first = arrivals.getFirst().atNanos();
    if ((arrivals.getLast().atNanos() - first) / factor > SPAN_NANOS_MAX) {
      throw new WrongInputException(
          "--arrivals is '%s', expected a factor that leaves all arrivals within a century"
              .formatted(text));
    }
    return arrivals.stream()
        .map(arrival -> arrival.at(first + (long) ((arrival.atNanos() - first) / factor)))
        .toList();
  }
}
