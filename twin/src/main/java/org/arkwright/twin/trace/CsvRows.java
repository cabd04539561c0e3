package org.arkwright.twin.trace;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.arkwright.spec.SpecProblem;
import org.arkwright.wire.csv.CsvTable;

/** The rows of a CSV file below its header. */
final class CsvRows {
  /** The number of problems after which reading stops. */
  static final int PROBLEMS_MAX = 20;

  private static final int BRIEF_MAX = 80;

  private CsvRows() {}

  /** Opens a table, decompressed if it is gzipped. */
  static CsvTable open(InputStream bytes) throws IOException {
    InputStream raw = new BufferedInputStream(bytes);
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return CsvTable.of(CsvTable.decoded(gzip ? new GZIPInputStream(raw) : raw));
  }

  /**
   * The columns of a header, in lower case; none for an empty file, and where there is a problem.
   */
  static List<String> columns(CsvTable table, List<SpecProblem> problems) {
    if (table.problem().isPresent()) {
      problems.add(problem(table.problem().get()));
      return List.of();
    }
    List<String> columns = new ArrayList<>();
    for (String cell : table.header()) {
      String column = cell.toLowerCase(Locale.ROOT);
      int before = columns.indexOf(column);
      columns.add(column);
      if (before >= 0) {
        String expected = "each column once";
        String message =
            "column '%s' appears twice, as column %d and as column %d; expected %s"
                .formatted(column, before + 1, columns.size(), expected);
        problems.add(new SpecProblem(1, columns.size(), column, column, expected, message));
      }
    }
    return columns;
  }

  /**
   * Passes on every row with as many cells as there are columns.
   *
   * @param problems collects the malformed rows; reading stops when it is full
   */
  static void read(
      CsvTable table, List<String> columns, List<SpecProblem> problems, Consumer<CsvRow> each)
      throws IOException {
    for (Optional<CsvTable.Line> line = table.next();
        line.isPresent() && problems.size() < PROBLEMS_MAX;
        line = table.next()) {
      List<String> cells = line.get().cells();
      if (cells.size() == columns.size()) {
        each.accept(new CsvRow(line.get().number(), columns, cells, problems));
      } else {
        String expected = columns.size() + " cells, as in the header";
        String text = String.join(",", cells);
        String message =
            "%d %s, expected %s: '%s'"
                .formatted(
                    cells.size(), cells.size() == 1 ? "cell" : "cells", expected, brief(text));
        problems.add(new SpecProblem(line.get().number(), 1, "", text, expected, message));
      }
    }
    table.problem().ifPresent(problem -> problems.add(problem(problem)));
  }

  static String brief(String text) {
    return text.length() <= BRIEF_MAX ? text : text.substring(0, BRIEF_MAX) + "…";
  }

  private static SpecProblem problem(CsvTable.Problem problem) {
    return new SpecProblem(
        problem.line(),
        problem.column(),
        "",
        problem.value(),
        problem.expected(),
        problem.toString());
  }
}
