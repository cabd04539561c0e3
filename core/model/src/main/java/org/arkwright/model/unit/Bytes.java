package org.arkwright.model.unit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory or storage in bytes, never negative. */
public record Bytes(long value) implements Comparable<Bytes> {
  public static final Bytes ZERO = new Bytes(0);

  /** The syntax that {@link #parse} accepts, for error messages. */
  public static final String SYNTAX = "bytes such as 512MiB, 4GiB, 1.5TB or 1073741824";

  private static final Pattern PATTERN =
      Pattern.compile(
          "(\\d{1,18}(?:\\.\\d{1,9})?)\\s*(?:([kmgtp])(i)?)?b?", Pattern.CASE_INSENSITIVE);
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  public Bytes {
    if (value < 0) {
      throw new IllegalArgumentException("bytes are not negative: " + value);
    }
  }

  public static Bytes ofMebibytes(long mebibytes) {
    return new Bytes(Math.multiplyExact(mebibytes, 1L << 20));
  }

  public static Bytes ofGibibytes(long gibibytes) {
    return new Bytes(Math.multiplyExact(gibibytes, 1L << 30));
  }

  /**
   * Reads {@link #SYNTAX}: K, M, G, T, P are powers of 1,000; Ki, Mi, … of 1,024. Empty otherwise.
   */
  public static Optional<Bytes> parse(String text) {
    Matcher matcher = PATTERN.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int power =
        matcher.group(2) == null
            ? 0
            : 1 + "kmgtp".indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
    BigDecimal unit = BigDecimal.valueOf(matcher.group(3) == null ? 1000 : 1024).pow(power);
    BigDecimal bytes =
        new BigDecimal(matcher.group(1)).multiply(unit).setScale(0, RoundingMode.DOWN);
    return bytes.toBigInteger().bitLength() > 63
        ? Optional.empty()
        : Optional.of(new Bytes(bytes.longValueExact()));
  }

  @Override
  public int compareTo(Bytes other) {
    return Long.compare(value, other.value);
  }

  /** The amount for display: the largest binary unit, at most one decimal. */
  @Override
  public String toString() {
    int unit = 0;
    double rest = value;
    while (toTenths(rest) >= 1024 && unit < UNITS.length - 1) {
      rest /= 1024;
      unit++;
    }
    double shown = toTenths(rest);
    String digits = String.format(Locale.ROOT, shown % 1 == 0 ? "%.0f" : "%.1f", shown);
    return digits + " " + UNITS[unit];
  }

  private static double toTenths(double amount) {
    return Math.round(amount * 10) / 10.0;
  }
}
