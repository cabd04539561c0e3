package org.arkwright.experiments.waitawhile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.series.EnergySeriesCsv;

/** The carbon intensity of a grid from the beginning of 2020. */
final class CarbonGrid {
  static final LocalDateTime BEGINS = LocalDateTime.of(2020, 1, 1, 0, 0);
  static final int SLOT_MINUTES = 30;

  private final String region;
  private final double[] slots;

  CarbonGrid(String region, double[] slots) {
    this.region = region;
    this.slots = slots;
  }

  String region() {
    return region;
  }

  /** The grams of CO2 per kilowatt-hour by half-hour, as in the paper. */
  double[] slots() {
    return slots;
  }

  /**
   * Reads a region of the paper's data, using the values at minutes 0 and 30.
   *
   * @throws IOException also when the file is not a valid series
   */
  static CarbonGrid read(String region, Path file) throws IOException {
    return switch (EnergySeriesCsv.read(EnergySeries.Kind.CARBON, text(file))) {
      case EnergySeriesCsv.Reading.Rejected wrong -> throw new IOException(file + ", " + wrong);
      case EnergySeriesCsv.Reading.Read(EnergySeries series) ->
          new CarbonGrid(region, halfHours(file, series));
    };
  }

  private static String text(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(CarbonGrid::isUsed).collect(Collectors.joining("\n"));
    }
  }

  /**
   * Whether the line is the header or a half-hour of 2020: Germany's quarter-hours are incomplete.
   */
  private static boolean isUsed(String line) {
    return line.startsWith("Time") || line.matches("202[01]-.{8}:[03]0:00,.*");
  }

  private static double[] halfHours(Path file, EnergySeries series) throws IOException {
    long begins = BEGINS.toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
    if (series.beginsNanos() != begins || series.slotNanos() != SLOT_MINUTES * 60_000_000_000L) {
      throw new IOException(
          "%s: expected a series from %s in steps of %d min".formatted(file, BEGINS, SLOT_MINUTES));
    }
    return series.millionths().stream().mapToDouble(value -> value / 1e6).toArray();
  }

  double mean() {
    double sum = 0;
    for (double slot : slots) {
      sum += slot;
    }
    return sum / slots.length;
  }

  /**
   * Returns a forecast with an independent normal error in each slot.
   *
   * @param error standard deviation, relative to the mean
   */
  double[] forecast(double error, int seed) {
    double[] forecast = slots.clone();
    if (error > 0) {
      NumpyRandom random = new NumpyRandom(seed);
      double deviation = error * mean();
      for (int slot = 0; slot < forecast.length; slot++) {
        forecast[slot] += deviation * random.nextGaussian();
      }
    }
    return forecast;
  }
}
