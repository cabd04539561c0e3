package org.arkwright.twin.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.twin.report.Capacity;
import org.arkwright.twin.report.Grouping;
import org.arkwright.twin.report.HtmlPage;
import org.arkwright.twin.report.Report;
import org.arkwright.twin.report.RunFigures;
import org.arkwright.twin.trace.WrongInputException;

/** Runs scenarios and shows their results in the requested output format. */
final class ReportPresentation {
  private final Arguments arguments;
  private final PrintStream out;
  private final PrintStream err;

  ReportPresentation(Arguments arguments, PrintStream out, PrintStream err) {
    this.arguments = arguments;
    this.out = out;
    this.err = err;
  }

  void show(String title, List<String> notes, List<ReportScenario> scenarios)
      throws WrongInputException, IOException {
    boolean json = CommandInputs.wantsJson(arguments);
    List<Grouping> groupings = new ArrayList<>();
    for (String by : arguments.all("--by")) {
      groupings.add(
          Grouping.named(by)
              .orElseThrow(() -> CommandInputs.unknown("grouping", by, Grouping.NAMES)));
    }
    Optional<Path> html = arguments.last("--html").map(Path::of);
    if (html.isPresent()) {
      requireWritable(html.get());
    }
    Capacity measured = Capacity.of(scenarios.stream().map(ReportScenario::fleet).toList());
    List<RunFigures> columns = new ArrayList<>();
    for (ReportScenario scenario : scenarios) {
      long begin = System.nanoTime();
      RunFigures figures = scenario.run(measured);
      columns.add(figures);
      double seconds = (System.nanoTime() - begin) / 1e9;
      err.printf(
          Locale.ROOT,
          "%s: %,d events in %.1f s, %,.0f per second%n",
          scenario.name(),
          figures.events(),
          seconds,
          figures.events() / seconds);
    }
    Report report = new Report(title, notes, columns, groupings, measured);
    // The table first: what follows may still fail, and a run can take long.
    out.print(json ? report.json() : report.text());
    out.flush();
    if (html.isPresent()) {
      Files.writeString(html.get(), HtmlPage.of(report));
      err.println("wrote " + html.get());
    }
  }

  /** Refuses a page that could not be written before anything is run for it. */
  private static void requireWritable(Path file) throws WrongInputException {
    Path folder = file.toAbsolutePath().normalize().getParent();
    String wrong = "";
    if (Files.isDirectory(file)) {
      wrong = "is a folder";
    } else if (folder == null || !Files.isDirectory(folder)) {
      wrong = "is in a folder that does not exist";
    } else if (Files.exists(file) ? !Files.isWritable(file) : !Files.isWritable(folder)) {
      wrong = "may not be written";
    }
    if (!wrong.isEmpty()) {
      throw new WrongInputException(
          "--html is '%s', which %s; expected a file in a folder that exists, such as report.html"
              .formatted(file, wrong));
    }
  }
}
