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

/** Runs scenarios and shows what came of them, in the form that the options ask for. */
final class ReportPresentation {
  private final Arguments words;
  private final PrintStream out;
  private final PrintStream err;

  ReportPresentation(Arguments words, PrintStream out, PrintStream err) {
    this.words = words;
    this.out = out;
    this.err = err;
  }

  void show(String title, List<String> notes, List<ReportScenario> scenarios)
      throws WrongInputException, IOException {
    String form = words.last("--output").orElse("table");
    if (!List.of("table", "json").contains(form)) {
      throw CommandInputs.unknown("output", form, List.of("table", "json"));
    }
    List<RunFigures> columns = new ArrayList<>();
    for (ReportScenario scenario : scenarios) {
      long begin = System.nanoTime();
      RunFigures figures = scenario.run();
      columns.add(figures);
      double seconds = (System.nanoTime() - begin) / 1e9;
      err.printf(
          Locale.ROOT,
          "%s: %,d events in %.1f s, %,.0f a second%n",
          scenario.name(),
          figures.events(),
          seconds,
          figures.events() / seconds);
    }
    Report report = new Report(title, notes, columns);
    Optional<String> html = words.last("--html");
    if (html.isPresent()) {
      Files.writeString(Path.of(html.get()), HtmlPage.of(report));
      err.println("the page is in " + html.get());
    }
    out.print(form.equals("json") ? report.json() : report.text());
  }
}
