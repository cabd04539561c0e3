package org.arkwright.cli.command.usage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
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
      try {
        return LocalDate.ofInstant(now.minus(new TimeSpan().convert(text)), ZoneOffset.UTC)
            .toString();
      } catch (TypeConversionException | DateTimeException _) {
        throw new WrongUseException(
            "%s is '%s', expected a day such as 2026-11-01 or a time ago such as 7d"
                .formatted(option, text));
      }
    }
  }
}
