package org.arkwright.template.syntax;

import java.math.BigInteger;
import org.arkwright.template.failure.TemplateSyntaxException;
import org.arkwright.template.value.Real;
import org.arkwright.template.value.Value;
import org.arkwright.template.value.Whole;

/** Numbers as a template writes them: {@code 1_000}, {@code 0x1f}, {@code 1.5e-3}. */
final class NumberLiteral {
  private static final int DIGITS_MAX = 1000;

  private NumberLiteral() {}

  /** Where a float that starts here ends; 0 if none does. */
  static int endOfFloat(String source, int start) {
    int whole = endOfDigits(source, start, 10);
    int end = whole;
    if (end < source.length() && source.charAt(end) == '.' && digit(source, end + 1, 10)) {
      end = endOfDigits(source, end + 1, 10);
    }
    if (end < source.length() && (source.charAt(end) | 32) == 'e') {
      int sign = end + 1 < source.length() ? source.charAt(end + 1) : ' ';
      int exponent = sign == '+' || sign == '-' ? end + 2 : end + 1;
      if (digit(source, exponent, 10)) {
        end = endOfDigits(source, exponent, 10);
      }
    }
    return end == whole ? 0 : end;
  }

  static int endOfInteger(String source, int start) {
    if (source.charAt(start) == '0') {
      int radix = radix(source, start);
      if (radix != 10) {
        int first = start + 2;
        first += first < source.length() && source.charAt(first) == '_' ? 1 : 0;
        if (digit(source, first, radix)) {
          return endOfDigits(source, first, radix);
        }
      }
      // 0 and 00 are numbers, 01 is two.
      int end = start + 1;
      while (end < source.length()
          && (source.charAt(end) == '0'
              || (source.charAt(end) == '_'
                  && end + 1 < source.length()
                  && source.charAt(end + 1) == '0'))) {
        end++;
      }
      return end;
    }
    return endOfDigits(source, start, 10);
  }

  private static int radix(String source, int start) {
    int letter = start + 1 < source.length() ? source.charAt(start + 1) | 32 : ' ';
    return switch (letter) {
      case 'x' -> 16;
      case 'o' -> 8;
      case 'b' -> 2;
      default -> 10;
    };
  }

  private static boolean digit(String source, int at, int radix) {
    return at < source.length()
        && source.charAt(at) < 128
        && Character.digit(source.charAt(at), radix) >= 0;
  }

  private static int endOfDigits(String source, int start, int radix) {
    int end = start;
    while (digit(source, end, radix)
        || (end > start
            && end < source.length()
            && source.charAt(end) == '_'
            && digit(source, end + 1, radix))) {
      end++;
    }
    return end;
  }

  static Value real(String digits) {
    return new Real(Double.parseDouble(digits.replace("_", "")));
  }

  static Value integer(String source, int line) {
    String digits = source.replace("_", "");
    if (digits.length() > DIGITS_MAX) {
      throw new TemplateSyntaxException(
          "an integer has %d digits; %d are allowed".formatted(digits.length(), DIGITS_MAX), line);
    }
    int radix = radix(digits, 0);
    boolean prefixed = radix != 10 && digits.charAt(0) == '0' && digits.length() > 2;
    return new Whole(
        prefixed ? new BigInteger(digits.substring(2), radix) : new BigInteger(digits));
  }
}
