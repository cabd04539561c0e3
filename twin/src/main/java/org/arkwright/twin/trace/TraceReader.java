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
 * Reads CSV traces, gzipped or not, in the format given by their header. A trace with any problem
 * is rejected as a whole, with the line, column and value of each, up to {@value
 * CsvRows#PROBLEMS_MAX}.
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
    try (BufferedReader lines = open(file)) {
      return new TraceReader().read(lines);
    }
  }

  /** Opens a text file, decompressed if it is gzipped. */
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
      document("a header and at least one job", "it contains no job");
    }
    if (!problems.isEmpty()) {
      return new Reading.Rejected<>(problems);
    }
    arrivals.sort(Comparator.comparingLong(Arrival::atNanos));
    return new Reading.Read<>(new JobTrace(format.get().name(), arrivals, skipped));
  }

  private void rows(BufferedReader lines, List<String> columns, TraceFormat format)
      throws IOException {
    CsvRows.read(lines, columns, problems, row -> take(row, format));
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
        ("this header is not of a known trace; the nearest is the %s format, which lacks %s"
                + " (known: %s)")
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
