package org.arkwright.template.render;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/** {@code strftime} in the C locale; what is not known stays as it is written. */
final class TimeFormat {
  private TimeFormat() {}

  static String format(String format, LocalDateTime time) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
        continue;
      }
      boolean bare = format.charAt(i + 1) == '-' && i + 2 < format.length();
      i += bare ? 2 : 1;
      String part = part(format.charAt(i), time);
      text.append(bare ? unpadded(part) : part);
    }
    return text.toString();
  }

  private static String unpadded(String part) {
    String bare = part.strip().replaceFirst("^0+(?=[0-9])", "");
    return bare.isEmpty() ? part : bare;
  }

  private static String part(char directive, LocalDateTime time) {
    return switch (directive) {
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
      case 'C' -> "%02d".formatted(time.getYear() / 100);
      case 'd' -> "%02d".formatted(time.getDayOfMonth());
      case 'D', 'x' -> format("%m/%d/%y", time);
      case 'e' -> "%2d".formatted(time.getDayOfMonth());
      case 'f' -> "%06d".formatted(time.getNano() / 1000);
      case 'F' -> format("%Y-%m-%d", time);
      case 'H' -> "%02d".formatted(time.getHour());
      case 'I' -> "%02d".formatted((time.getHour() + 11) % 12 + 1);
      case 'j' -> "%03d".formatted(time.getDayOfYear());
      case 'm' -> "%02d".formatted(time.getMonthValue());
      case 'M' -> "%02d".formatted(time.getMinute());
      case 'n' -> "\n";
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'r' -> format("%I:%M:%S %p", time);
      case 'R' -> format("%H:%M", time);
      case 'S' -> "%02d".formatted(time.getSecond());
      case 't' -> "\t";
      case 'T', 'X' -> format("%H:%M:%S", time);
      case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case 'y' -> "%02d".formatted(time.getYear() % 100);
      case 'Y' -> String.valueOf(time.getYear());
      case 'z', 'Z' -> "";
      case '%' -> "%";
      default -> "%" + directive;
    };
  }
}
