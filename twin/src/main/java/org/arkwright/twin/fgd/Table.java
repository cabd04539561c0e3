package org.arkwright.twin.fgd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A CSV file with a header, gzipped or not. What is wrong in it is told by line and column. */
final class Table {
  private final Path file;
  private final List<String> columns;
  private final List<Row> rows = new ArrayList<>();

  private Table(Path file, BufferedReader lines) throws IOException {
    this.file = file;
    String header = lines.readLine();
    if (header == null) {
      throw new BadTraceException(file + ": empty; expected a header and rows");
    }
    columns = List.of(header.strip().split(","));
    int number = 1;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      rows.add(new Row(++number, List.of(line.strip().split(",", -1))));
    }
  }

  static Table read(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return new Table(file, lines);
    }
  }

  List<Row> rows() {
    return rows;
  }

  /** A file that does not say what was expected of it; for people. */
  static final class BadTraceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadTraceException(String message) {
      super(message);
    }
  }

  /** One line. */
  final class Row {
    private final int number;
    private final List<String> cells;

    private Row(int number, List<String> cells) {
      this.number = number;
      this.cells = cells;
    }

    String text(String column) {
      int index = columns.indexOf(column);
      if (index < 0) {
        throw new BadTraceException(
            "%s: no column '%s'; it has %s".formatted(file, column, columns));
      }
      if (index >= cells.size()) {
        throw new BadTraceException(
            "%s line %d: %d columns; expected %d"
                .formatted(file, number, cells.size(), columns.size()));
      }
      return cells.get(index);
    }

    /** The text, or empty when there is no such column. */
    String textIfAny(String column) {
      return columns.contains(column) ? text(column) : "";
    }

    /** A whole number from 0 to {@code most}. */
    long number(String column, long most) {
      String text = text(column);
      try {
        long value = Long.parseLong(text);
        if (value >= 0 && value <= most) {
          return value;
        }
      } catch (NumberFormatException _) {
        // Told below, like a number out of range.
      }
      throw new BadTraceException(
          "%s line %d, column '%s': '%s'; expected a whole number from 0 to %d"
              .formatted(file, number, column, text, most));
    }
  }
}
