package org.arkwright.cli.terminal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Spans of time as people say them: two units at most, {@code 45s}, {@code 3m}, {@code 2h5m}. */
public final class AgeText {
  private AgeText() {}

  /** How long ago an ISO-8601 instant was; empty text for empty text, unreadable text as it is. */
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

  /** From one ISO-8601 instant to another, or to now where the second is empty. */
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

  /** A negative span counts as none: clocks of two machines differ a little. */
  public static String of(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
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
