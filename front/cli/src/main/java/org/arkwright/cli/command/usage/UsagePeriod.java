package org.arkwright.cli.command.usage;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import org.arkwright.cli.command.TimeSpan;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.TypeConversionException;

/** Days as people name them: {@code 2026-11-01}, {@code 2026-11}, or {@code 7d} for a week ago. */
final class UsagePeriod {
  private UsagePeriod() {}

  /**
   * Returns the day in the form that the API takes.
   *
   * @param option named in the message
   * @param text as given; empty stays empty
   * @throws WrongUseException when it is no day
   */
  static String day(String option, String text, Instant now) {
    if (text.isEmpty()) {
      return "";
    }
    try {
      return text.matches("\\d{4}-\\d{2}")
          ? YearMonth.parse(text).atDay(1).toString()
          : LocalDate.parse(text).toString();
    } catch (DateTimeException _) {
      return ago(text, now)
          .orElseThrow(() ->
              new WrongUseException(
                  "%s is '%s', expected a day such as 2026-11-01 or a time ago such as 7d"
                      .formatted(option, text)));
    }
  }

  private static Optional<String> ago(String text, Instant now) {
    try {
      Duration ago = new TimeSpan().convert(text);
      LocalDate day = LocalDate.ofInstant(now.minus(ago), ZoneOffset.UTC);
      return Optional.of(day.toString()).filter(_ -> !ago.isNegative() && day.getYear() >= 1);
    } catch (TypeConversionException | DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}
