package org.arkwright.twin.trace;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.arkwright.spec.NearestWord;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;

/**
 * Reads CSV traces, gzipped or not, in the form that their header tells. A trace with anything
 * wrong in it is rejected as a whole, with every problem's line, column and value, up to {@value
 * CsvRows#PROBLEMS_MAX}.
 */
public final class TraceReader {
  private static final List<TraceFormat> FORMATS =
      List.of(new GenericFormat(), new PhillyFormat(), new OpenbFormat());

  private final List<SpecProblem> problems = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private int leftOut;
  private int number;
  private long latest = Long.MIN_VALUE;

  private TraceReader() {}

  /** Reads the file; the arrivals are in order of time, those of one time in order of the file. */
  public static Reading<JobTrace> read(Path file) throws IOException {
    try (BufferedReader lines = open(file)) {
      return new TraceReader().read(lines);
    }
  }

  /** A text file's lines, unpacked when it begins as gzip does. */
  public static BufferedReader open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return new BufferedReader(
        new InputStreamReader(gzip ? new GZIPInputStream(raw) : raw, StandardCharsets.UTF_8));
  }

  private Reading<JobTrace> read(BufferedReader lines) throws IOException {
    Optional<String> header = Optional.ofNullable(lines.readLine());
    List<String> columns =
        header
            .map(line -> List.of(line.replace("\uFEFF", "").strip().split(",", -1)))
            .orElse(List.of(""));
    Optional<TraceFormat> format = format(columns);
    if (format.isEmpty()) {
      return new Reading.Rejected<>(problems);
    }
    rows(lines, columns, format.get());
    if (problems.isEmpty() && arrivals.isEmpty()) {
      document("a header and at least one job", "there is no job in it");
    }
    if (!problems.isEmpty()) {
      return new Reading.Rejected<>(problems);
    }
    arrivals.sort(Comparator.comparingLong(Arrival::atNanos));
    return new Reading.Read<>(new JobTrace(format.get().name(), arrivals, leftOut));
  }

  private void rows(BufferedReader lines, List<String> columns, TraceFormat format)
      throws IOException {
    CsvRows.read(lines, columns, problems, row -> take(row, format));
  }

  private void take(CsvRow row, TraceFormat format) {
    Optional<Arrival> arrival = format.read(row, ++number);
    if (arrival.isEmpty()) {
      leftOut++;
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

  /** The form that has all its columns there; else what is missing of the nearest one. */
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
        "this header is of no known trace; nearest is the %s form, which lacks %s (known: %s)"
            .formatted(nearest.name(), String.join(", ", missing), others);
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
      if (!known.contains(column) || columns.indexOf(column) != i) {
        String expected = "one of " + String.join(", ", known) + ", each once";
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
