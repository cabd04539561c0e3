package org.arkwright.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.TypeConversionException;

/** Reads a time that is given as an instant, or as how long ago it was. */
public final class TimePoint {
  private TimePoint() {}

  /**
   * Returns the time as an ISO-8601 instant; empty if the text is.
   *
   * @param option the option's name, for the message
   */
  public static String read(String option, String text, Instant now) {
    return text.isEmpty()
        ? ""
        : parse(text, now)
            .orElseThrow(() ->
                WrongUseException.ofValue(
                    option, text, "how long ago, such as 10m, 2h or 1d, or 2030-01-31T18:00:00Z"))
            .toString();
  }

  static Optional<Instant> parse(String text, Instant now) {
    try {
      Duration ago = new TimeSpan().convert(text);
      return ago.isNegative() ? Optional.empty() : Optional.of(now.minus(ago));
    } catch (TypeConversionException _) {
      // Not a duration; perhaps an instant.
    } catch (DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
