package org.arkwright.model.unit;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The canonical form of exact decimals: no trailing zeros and no exponent, so equal amounts compare
 * equal.
 */
public final class Decimals {
  /** The syntax that {@link #parse} accepts, for error messages. */
  static final String SYNTAX = "a decimal number such as 0.25, with at most 18 decimals";

  private static final Pattern PATTERN = Pattern.compile("-?\\d{1,24}(\\.\\d{1,18})?");

  private Decimals() {}

  public static BigDecimal canonical(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  public static BigDecimal notNegative(String what, BigDecimal value) {
    if (value.signum() < 0) {
      throw new IllegalArgumentException(what + " are not negative: " + value.toPlainString());
    }
    return canonical(value);
  }

  static Optional<BigDecimal> parse(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }
}
