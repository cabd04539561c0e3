package org.arkwright.twin.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.arkwright.spec.NearestWord;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;
import org.arkwright.wire.csv.CsvTable;

/**
 * Reads CSV traces in any dialect of {@link CsvTable}, gzipped or not, in the format given by their
 * header. A trace with any problem is rejected as a whole, with the line, column and value of each,
 * up to {@value CsvRows#PROBLEMS_MAX}.
 */
public final class TraceReader {
  private static final List<TraceFormat> FORMATS =
      List.of(new GenericFormat(), new PhillyFormat(), new OpenbFormat());

  private final List<SpecProblem> problems = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private int skipped;
  private int number;
  private long latest = Long.MIN_VALUE;

  private TraceReader() {}

  /** Reads the file; arrivals are ordered by time, then by their order in the file. */
  public static Reading<JobTrace> read(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return read(bytes);
    }
  }

  /** Reads a trace from a stream, which the caller closes. */
  public static Reading<JobTrace> read(InputStream bytes) throws IOException {
    return new TraceReader().read(CsvRows.open(bytes));
  }

  private Reading<JobTrace> read(CsvTable table) throws IOException {
    List<String> columns = CsvRows.columns(table, problems);
    if (!problems.isEmpty()) {
      return new Reading.Rejected<>(problems);
    }
    if (columns.isEmpty()) {
      String expected =
          "a header such as %s, and a row for each job"
              .formatted(String.join(",", FORMATS.getFirst().required()));
      document(expected, "it is empty, expected " + expected);
      return new Reading.Rejected<>(problems);
    }
    Optional<TraceFormat> format = format(columns);
    if (format.isEmpty()) {
      return new Reading.Rejected<>(problems);
    }
    CsvRows.read(table, columns, problems, row -> take(row, format.get()));
    if (problems.isEmpty() && arrivals.isEmpty()) {
      document("a header and at least one job", "it contains no job");
    }
    if (!problems.isEmpty()) {
      return new Reading.Rejected<>(problems);
    }
    arrivals.sort(Comparator.comparingLong(Arrival::atNanos));
    return new Reading.Read<>(new JobTrace(format.get().name(), arrivals, skipped));
  }

  private void take(CsvRow row, TraceFormat format) {
    Optional<Arrival> arrival = format.read(row, ++number);
    if (arrival.isEmpty()) {
      skipped++;
    } else {
      arrivals.add(arrival.get());
      if (format.inOrder() && problems.isEmpty()) {
        latest = inOrder(row, format.required().getFirst(), latest, arrival.get().atNanos());
      }
    }
  }

  private static long inOrder(CsvRow row, String column, long latest, long atNanos) {
    if (atNanos < latest) {
      row.wrong(
          column,
          row.cell(column).orElse(""),
          "no time before that of the line above; sort the file by " + column,
          0);
    }
    return Math.max(latest, atNanos);
  }

  /** The format whose columns are all present; otherwise records what the nearest one lacks. */
  private Optional<TraceFormat> format(List<String> columns) {
    TraceFormat nearest = FORMATS.getFirst();
    long fewest = Long.MAX_VALUE;
    for (TraceFormat format : FORMATS) {
      long missing = format.required().stream().filter(name -> !columns.contains(name)).count();
      if (missing == 0) {
        unknown(columns, format);
        return problems.isEmpty() ? Optional.of(format) : Optional.empty();
      }
      if (missing * FORMATS.size() - format.required().size() < fewest) {
        fewest = missing * FORMATS.size() - format.required().size();
        nearest = format;
      }
    }
    List<String> missing =
        nearest.required().stream().filter(name -> !columns.contains(name)).toList();
    String expected = "columns " + String.join(", ", nearest.required());
    String others = String.join("; ", FORMATS.stream().map(TraceReader::describe).toList());
    String message =
        ("the header '%s' is not of a known trace; the nearest is the %s format, of which it lacks"
                + " %s (known: %s)")
            .formatted(
                CsvRows.brief(String.join(",", columns)),
                nearest.name(),
                String.join(", ", missing),
                others);
    problems.add(new SpecProblem(1, 1, "", String.join(",", columns), expected, message));
    return Optional.empty();
  }

  private static String describe(TraceFormat format) {
    return format.name() + ": " + String.join(",", format.required());
  }

  private void unknown(List<String> columns, TraceFormat format) {
    TreeSet<String> known = new TreeSet<>(format.required());
    known.addAll(format.optional());
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      if (!known.contains(column)) {
        String expected = "one of " + String.join(", ", known);
        String advice =
            NearestWord.to(column, known).map(near -> " – did you mean '" + near + "'?").orElse("");
        String message = "unknown column '%s', expected %s%s".formatted(column, expected, advice);
        problems.add(new SpecProblem(1, i + 1, column, column, expected, message));
      }
    }
  }

  private void document(String expected, String message) {
    problems.add(new SpecProblem(0, 0, "", "", expected, message));
  }
}
