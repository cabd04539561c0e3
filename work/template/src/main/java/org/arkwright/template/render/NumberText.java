package org.arkwright.template.render;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats with a precision: Python's {@code f}, {@code e} and {@code g}, without a sign. */
final class NumberText {
  private NumberText() {}

  /** The digits of a number that is not negative; {@code type} in lower case. */
  static String of(double number, char type, int precision) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : "inf";
    }
    BigDecimal exact = new BigDecimal(number);
    return switch (type) {
      case 'e' -> exponent(exact, precision);
      case 'g' -> general(exact, Math.max(1, precision));
      case '%' ->
          exact.movePointRight(2).setScale(precision, RoundingMode.HALF_EVEN).toPlainString() + "%";
      default -> exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    };
  }

  private static String exponent(BigDecimal exact, int precision) {
    if (exact.signum() == 0) {
      return (precision > 0 ? "0." + "0".repeat(precision) : "0") + "e+00";
    }
    BigDecimal rounded = exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int power = rounded.precision() - rounded.scale() - 1;
    String digits = rounded.unscaledValue().toString();
    digits = digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
    return digits.charAt(0)
        + (precision > 0 ? "." + digits.substring(1, precision + 1) : "")
        + "e%s%02d".formatted(power < 0 ? "-" : "+", Math.abs(power));
  }

  private static String general(BigDecimal exact, int precision) {
    if (exact.signum() == 0) {
      return "0";
    }
    BigDecimal rounded =
        exact.round(new MathContext(precision, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    int power = rounded.precision() - rounded.scale() - 1;
    return power < -4 || power >= precision
        ? exponent(rounded, rounded.precision() - 1)
        : rounded.toPlainString();
  }
}
