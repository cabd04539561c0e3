package org.arkwright.twin.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.arkwright.spec.SpecProblem;

/** The rows of a CSV file below its header. */
final class CsvRows {
  /** The number of problems after which reading stops. */
  static final int PROBLEMS_MAX = 20;

  private CsvRows() {}

  /**
   * Passes on every non-blank row with as many cells as there are columns.
   *
   * @param problems collects the malformed rows; reading stops when it is full
   */
  static void read(
      BufferedReader lines, List<String> columns, List<SpecProblem> problems, Consumer<CsvRow> each)
      throws IOException {
    int line = 1;
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      List<String> cells = List.of(text.split(",", -1));
      if (cells.size() == columns.size()) {
        each.accept(new CsvRow(line, columns, cells, problems));
      } else if (!text.isBlank()) {
        String expected = columns.size() + " cells, as in the header";
        String message = "%d cells, expected %s".formatted(cells.size(), expected);
        problems.add(new SpecProblem(line, 1, "", text, expected, message));
      }
      if (problems.size() >= PROBLEMS_MAX) {
        return;
      }
    }
  }
}
