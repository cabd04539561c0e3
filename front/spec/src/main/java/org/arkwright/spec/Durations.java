package org.arkwright.spec;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of durations in specs, such as {@code 1h30m}. */
public final class Durations {
  /** Describes what {@link #parse} accepts, for error messages. */
  public static final String SYNTAX = "a duration such as 90s, 10m, 1h30m, 2d or PT90S";

  private static final Pattern PARTS =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,8})h)?(?:(\\d{1,9})m)?(?:(\\d{1,10})s)?(?:(\\d{1,12})ms)?");
  private static final List<Long> MILLIS = List.of(86_400_000L, 3_600_000L, 60_000L, 1000L, 1L);
  private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");

  private Durations() {}

  /** Reads {@link #SYNTAX}; empty for any other text and for negative durations. */
  public static Optional<Duration> parse(String text) {
    if (text.startsWith("P")) {
      try {
        return Optional.of(Duration.parse(text)).filter(value -> !value.isNegative());
      } catch (DateTimeException | ArithmeticException _) {
        return Optional.empty();
      }
    }
    Matcher parts = PARTS.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      return Optional.empty();
    }
    long millis = 0;
    for (int i = 0; i < MILLIS.size(); i++) {
      String digits = parts.group(i + 1);
      millis += digits == null ? 0 : Long.parseLong(digits) * MILLIS.get(i);
    }
    return Optional.of(Duration.ofMillis(millis));
  }

  /** Formats a duration so that {@link #parse} reads it back, in the largest units that fit. */
  public static String format(Duration duration) {
    if (duration.toNanosPart() % 1_000_000 != 0) {
      return duration.toString();
    }
    long rest = duration.toMillis();
    if (rest == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MILLIS.size(); i++) {
      long amount = rest / MILLIS.get(i);
      rest %= MILLIS.get(i);
      if (amount > 0) {
        text.append(amount).append(UNITS.get(i));
      }
    }
    return text.toString();
  }
}
