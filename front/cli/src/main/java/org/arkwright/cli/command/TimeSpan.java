package org.arkwright.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses durations such as {@code 90s}, {@code 10m}, {@code 1h30m}, {@code 2d}. */
public final class TimeSpan implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    int days = upper.indexOf('D');
    String rest = upper.substring(days + 1);
    String iso = "P" + upper.substring(0, days + 1) + (rest.isEmpty() ? "" : "T" + rest);
    try {
      return Duration.parse(upper.startsWith("P") ? upper : iso);
    } catch (DateTimeException _) {
      throw new TypeConversionException(
          "'%s' is not a duration\nexpected: 90s, 10m, 1h30m, 2d or the like".formatted(text));
    }
  }
}
