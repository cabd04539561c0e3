package org.arkwright.twin.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One row of a report.
 *
 * @param key its field in JSON
 * @param label text shown to users
 * @param better the better direction, for marking the best column
 * @param form number format
 */
record Metric(
    String key, String label, Better better, Form form, ToDoubleFunction<RunFigures> value) {
  enum Better {
    LESS,
    MORE,
    NEITHER
  }

  enum Form {
    SECONDS,
    PART,
    COUNT,
    AMOUNT
  }

  /** The rows of a report on what is measured. */
  static List<Metric> all(Capacity measured) {
    String hours = Report.capital(measured.one());
    return List.of(
        new Metric("jobs", "jobs", Better.NEITHER, Form.COUNT, f -> f.jobs().submitted()),
        new Metric("succeeded", "succeeded", Better.MORE, Form.COUNT, f -> f.jobs().succeeded()),
        new Metric(
            "failed", "failed or cancelled", Better.LESS, Form.COUNT, f -> f.jobs().failed()),
        new Metric(
            "neverStarted", "never started", Better.LESS, Form.COUNT, f -> f.jobs().waitingAtEnd()),
        seconds("waitMeanSeconds", "wait, mean", f -> f.times().waited().mean()),
        seconds("waitP50Seconds", "wait, p50", f -> f.times().waited().at(50)),
        seconds("waitP99Seconds", "wait, p99", f -> f.times().waited().at(99)),
        seconds("waitMaxSeconds", "wait, longest", f -> f.times().waited().at(100)),
        seconds("completionMeanSeconds", "completion, mean", f -> f.times().completed().mean()),
        seconds("completionP50Seconds", "completion, p50", f -> f.times().completed().at(50)),
        seconds("completionP99Seconds", "completion, p99", f -> f.times().completed().at(99)),
        seconds("makespanSeconds", "makespan", f -> f.times().makespanNanos() / 1e9),
        part("utilisation", "utilisation", Better.MORE, f -> f.devices().utilisation()),
        part("allocation", "allocation", Better.NEITHER, f -> f.devices().allocation()),
        part(
            "stranded",
            "idle beside a gang that requests less",
            Better.LESS,
            f -> f.devices().stranded()),
        new Metric(
            "preemptions", "preemptions", Better.LESS, Form.COUNT, f -> f.stops().preemptions()),
        new Metric("pauses", "pauses for energy", Better.LESS, Form.COUNT, f -> f.stops().pauses()),
        amount(
            "lost" + hours + "Hours",
            measured.one() + " hours lost to stops",
            f -> f.devices().lostHours()),
        amount(
            "restart" + hours + "Hours",
            measured.one() + " hours of restarts",
            f -> f.devices().restartHours()),
        amount("energyKilowattHours", "energy, kWh", f -> f.cost().kilowattHours().doubleValue()),
        amount("carbonKilograms", "carbon, kg CO2", f -> f.cost().kilogramsCo2().doubleValue()),
        amount("money", "charged", f -> f.cost().money().doubleValue()));
  }

  /** The metric of what one of several sites charged. */
  static Metric moneyAt(String site) {
    return new Metric(
        "money at " + site,
        "charged at " + site,
        Better.NEITHER,
        Form.AMOUNT,
        figures -> figures.cost().moneyBySite().getOrDefault(site, BigDecimal.ZERO).doubleValue());
  }

  private static Metric seconds(String key, String label, ToDoubleFunction<RunFigures> value) {
    return new Metric(key, label, Better.LESS, Form.SECONDS, value);
  }

  private static Metric part(
      String key, String label, Better better, ToDoubleFunction<RunFigures> value) {
    return new Metric(key, label, better, Form.PART, value);
  }

  private static Metric amount(String key, String label, ToDoubleFunction<RunFigures> value) {
    return new Metric(key, label, Better.LESS, Form.AMOUNT, value);
  }

  /** The formatted value. */
  String text(RunFigures figures) {
    double number = value.applyAsDouble(figures);
    return switch (form) {
      case SECONDS -> duration(number);
      case PART -> String.format(Locale.ROOT, "%.1f %%", 100 * number);
      case COUNT -> String.format(Locale.ROOT, "%,.0f", number);
      case AMOUNT -> amount(number);
    };
  }

  /** Formats an amount with two decimals below a hundred. */
  static String amount(double number) {
    return String.format(Locale.ROOT, number < 100 ? "%,.2f" : "%,.0f", number);
  }

  /** Whether the value is the best of all, and not all are equal. */
  boolean isBest(RunFigures figures, List<RunFigures> all) {
    double own = value.applyAsDouble(figures);
    boolean differs = all.stream().anyMatch(other -> value.applyAsDouble(other) != own);
    return differs
        && all.stream()
            .mapToDouble(value)
            .allMatch(other ->
                switch (better) {
                  case LESS -> own <= other;
                  case MORE -> own >= other;
                  case NEITHER -> false;
                });
  }

  /** Formats a duration as 0.4 s, 12 s, 3 min 5 s, 2 h 40 min or 5 d 3 h. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 10 && seconds != whole) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return pair(whole / 60, "min", whole % 60, "s");
    }
    return whole < 86_400
        ? pair(whole / 3600, "h", whole % 3600 / 60, "min")
        : pair(whole / 86_400, "d", whole % 86_400 / 3600, "h");
  }

  private static String pair(long large, String unit, long small, String smallUnit) {
    return small == 0 ? large + " " + unit : large + " " + unit + " " + small + " " + smallUnit;
  }
}
