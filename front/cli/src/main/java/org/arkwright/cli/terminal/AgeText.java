package org.arkwright.cli.terminal;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Formats durations for people, in at most two units: {@code 45s}, {@code 3m}, {@code 2h5m}. */
public final class AgeText {
  private AgeText() {}

  /** Returns the time since an ISO-8601 instant; empty or unreadable text as it is. */
  public static String since(String instant, Instant now) {
    if (instant.isEmpty()) {
      return "";
    }
    try {
      return of(Duration.between(Instant.parse(instant), now));
    } catch (DateTimeException _) {
      return instant;
    }
  }

  /**
   * Returns an ISO-8601 instant to the second, with the time since; empty or unreadable text as it
   * is.
   */
  public static String moment(String instant, Instant now) {
    try {
      Instant at = Instant.parse(instant);
      return "%s  (%s ago)".formatted(at.truncatedTo(SECONDS), of(Duration.between(at, now)));
    } catch (DateTimeException _) {
      return instant;
    }
  }

  /** Returns the time from one ISO-8601 instant to another, or to now if the second is empty. */
  public static String between(String from, String to, Instant now) {
    if (from.isEmpty() || to.isEmpty()) {
      return since(from, now);
    }
    try {
      return of(Duration.between(Instant.parse(from), Instant.parse(to)));
    } catch (DateTimeException _) {
      return "";
    }
  }

  /** Formats a duration; a negative one, from clocks that differ a little, counts as zero. */
  public static String of(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 120) {
      return minutes < 10 ? two(minutes, "m", seconds % 60, "s") : minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 48) {
      return hours < 10 ? two(hours, "h", minutes % 60, "m") : hours + "h";
    }
    long days = hours / 24;
    return days < 10 ? two(days, "d", hours % 24, "h") : days + "d";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : small + smallUnit);
  }
}
