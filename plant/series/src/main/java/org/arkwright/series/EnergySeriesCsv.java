package org.arkwright.series;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.wire.csv.CsvTable;

/**
 * Reads an energy series from CSV in any dialect of {@link CsvTable}: a header line, then one time
 * and value per line, in order and at equal intervals. Times are ISO 8601, with a space or a T;
 * without an offset they are UTC.
 */
public final class EnergySeriesCsv {
  private static final int SCALE_MAX = 100;
  private static final long SLOT_NANOS_MAX = TimeUnit.DAYS.toNanos(366);

  /** So that the end of a series is a number of nanoseconds too. */
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private static final BigDecimal VALUE_MAX = BigDecimal.valueOf(1_000_000_000L);

  private final EnergySeries.Kind kind;
  private final List<Long> millionths = new ArrayList<>();
  private long beginsNanos;
  private long slotNanos;

  private EnergySeriesCsv(EnergySeries.Kind kind) {
    this.kind = kind;
  }

  /** The result of reading a file. */
  public sealed interface Reading {
    record Read(EnergySeries series) implements Reading {}

    /**
     * The first error in the file.
     *
     * @param line the line of the error, from 1
     * @param column the field of the line, from 1
     */
    record Rejected(int line, int column, String value, String expected) implements Reading {
      @Override
      public String toString() {
        return "line %d, column %d: '%s'; expected %s".formatted(line, column, value, expected);
      }
    }
  }

  public static Reading read(EnergySeries.Kind kind, String text) {
    try {
      return new EnergySeriesCsv(kind)
          .read(CsvTable.of(new BufferedReader(new StringReader(text))));
    } catch (IOException e) {
      throw new UncheckedIOException("reading a text in memory", e);
    }
  }

  private Reading read(CsvTable table) throws IOException {
    List<String> header = table.header();
    if (!header.isEmpty() && nanos(header.getFirst()).isPresent()) {
      return new Reading.Rejected(
          1, 1, header.getFirst(), "a header such as time,value above the first time");
    }
    int last = 1;
    for (Optional<CsvTable.Line> line = table.next(); line.isPresent(); line = table.next()) {
      last = line.get().number();
      Optional<Reading.Rejected> error = row(last, line.get().cells());
      if (error.isPresent()) {
        return error.get();
      }
    }
    if (table.problem().isPresent()) {
      CsvTable.Problem problem = table.problem().get();
      return new Reading.Rejected(
          problem.line(), problem.column(), problem.value(), problem.expected());
    }
    int size = millionths.size();
    if (size < 2 || size > EnergySeries.SLOTS_MAX) {
      return new Reading.Rejected(
          last,
          1,
          size + " values",
          "a header and 2 to %,d lines of time,value".formatted(EnergySeries.SLOTS_MAX));
    }
    return new Reading.Read(new EnergySeries(kind, beginsNanos, slotNanos, millionths));
  }

  private Optional<Reading.Rejected> row(int number, List<String> fields) {
    if (fields.size() != 2) {
      String line = String.join(",", fields);
      return rejected(number, Math.min(fields.size(), 3), line, "two fields, time,value");
    }
    Optional<Long> at = nanos(fields.getFirst());
    if (at.isEmpty()) {
      return rejected(number, 1, fields.getFirst(), "a time such as 2026-11-24T08:00Z");
    }
    if (millionths.isEmpty()) {
      beginsNanos = at.get();
    } else if (millionths.size() == 1) {
      slotNanos = at.get() - beginsNanos;
      if (slotNanos < EnergySeries.SLOT_NANOS_MIN) {
        return rejected(
            number,
            1,
            fields.getFirst(),
            "a minute or more after "
                + Instant.ofEpochSecond(Math.floorDiv(beginsNanos, 1_000_000_000L)));
      }
      if (slotNanos > SLOT_NANOS_MAX) {
        return rejected(number, 1, fields.getFirst(), "a year or less after the line before");
      }
    }
    long expected = beginsNanos + slotNanos * millionths.size();
    if (at.get() != expected) {
      return rejected(
          number,
          1,
          fields.getFirst(),
          "%s, one slot of %d min after the previous line"
              .formatted(
                  Instant.ofEpochSecond(Math.floorDiv(expected, 1_000_000_000L)),
                  slotNanos / 60_000_000_000L));
    }
    Optional<Long> value = millionths(fields.getLast());
    value.ifPresent(millionths::add);
    return value.isPresent()
        ? Optional.empty()
        : rejected(
            number,
            2,
            fields.getLast(),
            switch (kind) {
                  case TARIFF -> "a price per kWh such as 0.31";
                  case CARBON -> "grams of CO2 per kWh, 0 or more, such as 312.5";
                }
                + (fields.getLast().matches("-?[0-9]+,[0-9]+") ? ", with a point" : ""));
  }

  private static Optional<Reading.Rejected> rejected(
      int line, int column, String value, String expected) {
    String brief = value.length() > 60 ? value.substring(0, 60) + "…" : value;
    return Optional.of(new Reading.Rejected(line, column, brief, expected));
  }

  private Optional<Long> millionths(String text) {
    try {
      BigDecimal value = new BigDecimal(text);
      if (value.scale() > SCALE_MAX) {
        return Optional.empty(); // Rounding it would take as many digits.
      }
      boolean negative = value.signum() < 0 && kind == EnergySeries.Kind.CARBON;
      return negative || value.abs().compareTo(VALUE_MAX) > 0
          ? Optional.empty()
          : Optional.of(
              value.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN).longValueExact());
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static Optional<Long> nanos(String text) {
    String iso = text.replaceFirst("^([0-9-]{10}) ", "$1T");
    try {
      Instant instant =
          iso.matches(".*([zZ]|[+-][0-9]{2}:?[0-9]{2})$") && iso.indexOf('T') > 0
              ? OffsetDateTime.parse(iso, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant()
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
      if (instant.isAfter(LATEST)) {
        return Optional.empty();
      }
      return Optional.of(
          Math.addExact(
              Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano()));
    } catch (DateTimeParseException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}
