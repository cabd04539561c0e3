package org.arkwright.twin.trace;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.arkwright.model.id.Names;
import org.arkwright.spec.SpecProblem;

/** One row of a CSV file, read by column; unexpected values become problems with their position. */
final class CsvRow {
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  /** A century, so that sums of times stay within 64 bits of nanoseconds. */
  private static final BigDecimal SECONDS_MAX = BigDecimal.valueOf(3_155_760_000L);

  private final int line;
  private final List<String> columns;
  private final List<String> cells;
  private final List<SpecProblem> problems;

  CsvRow(int line, List<String> columns, List<String> cells, List<SpecProblem> problems) {
    this.line = line;
    this.columns = columns;
    this.cells = cells;
    this.problems = problems;
  }

  int line() {
    return line;
  }

  /** The cell, or empty where it is blank or the file has no such column. */
  Optional<String> cell(String column) {
    int index = columns.indexOf(column);
    return index < 0
        ? Optional.empty()
        : Optional.of(cells.get(index).strip()).filter(text -> !text.isEmpty());
  }

  /** Reads decimal seconds, as nanoseconds. */
  long seconds(String column) {
    return secondsIfAny(column).orElseGet(() -> missing(column, "seconds from 0 on", 0L));
  }

  Optional<Long> secondsIfAny(String column) {
    return decimal(column, SECONDS_MAX, "seconds from 0 to 3155760000")
        .map(value -> value.multiply(NANOS).longValue());
  }

  long whole(String column, long least, long most, long fallback) {
    String expected = "a whole number from %d to %d".formatted(least, most);
    Optional<String> text = cell(column);
    if (text.isEmpty()) {
      return fallback >= 0 || least < 0 ? fallback : missing(column, expected, least);
    }
    if (text.get().matches("-?[0-9]{1,18}")) {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    }
    return wrong(column, text.get(), expected, least);
  }

  /** Reads a decimal number from 0 to {@code most}; empty where the cell is. */
  Optional<BigDecimal> decimal(String column, BigDecimal most, String expected) {
    Optional<String> text = cell(column);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("[0-9]{1,12}(\\.[0-9]{1,15})?")) {
      BigDecimal value = new BigDecimal(text.get());
      if (value.compareTo(most) <= 0) {
        return Optional.of(value);
      }
    }
    return Optional.of(wrong(column, text.get(), expected, BigDecimal.ZERO));
  }

  /** Reads true or false, as spreadsheets write them too: in capitals. */
  boolean truth(String column, boolean fallback) {
    String text = cell(column).orElse(Boolean.toString(fallback));
    return text.equalsIgnoreCase("true")
        || (!text.equalsIgnoreCase("false") && wrong(column, text, "true or false", fallback));
  }

  String name(String column, String fallback) {
    return name("", column, fallback, "");
  }

  /** Returns the cell between those texts; together they are a name. */
  String name(String prefix, String column, String fallback, String suffix) {
    String expected =
        prefix.isEmpty() && suffix.isEmpty()
            ? Names.RULE
            : Names.RULE + ", with " + prefix + "…" + suffix + " around it";
    return prefix
        + text(column, fallback, expected, text -> Names.isValid(prefix + text + suffix))
        + suffix;
  }

  String text(String column, String fallback, String expected, Predicate<String> accepted) {
    String text = cell(column).orElse(fallback);
    return accepted.test(text) ? text : wrong(column, text, expected, fallback);
  }

  <T> T missing(String column, String expected, T substitute) {
    return wrong(column, "", expected, substitute);
  }

  /** Records a problem and returns a substitute value, so that later problems are found too. */
  <T> T wrong(String column, String value, String expected, T substitute) {
    String hint =
        value.matches("-?[0-9]+,[0-9]+")
            ? (value.matches("[0-9]{1,3}(,[0-9]{3})+")
                ? "; write thousands without a separator: %s, decimals with a point: %s"
                    .formatted(value.replace(",", ""), value.replace(',', '.'))
                : "; write decimals with a point: " + value.replace(',', '.'))
            : "";
    String message =
        value.isEmpty()
            ? "column %s is empty, expected %s".formatted(column, expected)
            : "column %s is '%s', expected %s%s".formatted(column, value, expected, hint);
    problems.add(
        new SpecProblem(line, columns.indexOf(column) + 1, column, value, expected, message));
    return substitute;
  }
}
