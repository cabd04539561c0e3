package org.arkwright.twin.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    String format = arguments.last("--output").orElse("table");
    if (!List.of("table", "json").contains(format)) {
      throw CommandInputs.unknown("output", format, List.of("table", "json"));
    }
    List<RunFigures> columns = new ArrayList<>();
    for (ReportScenario scenario : scenarios) {
      long begin = System.nanoTime();
      RunFigures figures = scenario.run();
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
    Report report = new Report(title, notes, columns);
    Optional<String> html = arguments.last("--html");
    if (html.isPresent()) {
      Files.writeString(Path.of(html.get()), HtmlPage.of(report));
      err.println("wrote " + html.get());
    }
    out.print(format.equals("json") ? report.json() : report.text());
  }
}
