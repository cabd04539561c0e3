package org.arkwright.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.arkwright.template.failure.TemplateFailedException;

/** What is common to integers, floats and booleans. */
public final class Numbers {
  private Numbers() {}

  public static boolean isNumber(Value value) {
    return value instanceof Whole || value instanceof Real || value instanceof Bool;
  }

  /** An integer or a boolean as an integer; empty for all else. */
  public static Optional<BigInteger> whole(Value value) {
    return switch (value) {
      case Whole whole -> Optional.of(whole.value());
      case Bool bool -> Optional.of(BigInteger.valueOf(bool.number()));
      default -> Optional.empty();
    };
  }

  /**
   * An integer or a boolean as an index, as far as one can be; with any other value the template
   * fails.
   *
   * @param otherwise what is said then, from the name of the value's type
   */
  public static int index(Value value, UnaryOperator<String> otherwise) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    return whole(value)
        .map(whole -> new Whole(whole).clamped())
        .orElseThrow(() -> new TemplateFailedException(otherwise.apply(TypeNames.of(value))));
  }

  /** A number as a float; NaN for what is none. */
  public static double real(Value value) {
    return switch (value) {
      case Whole whole -> whole.value().doubleValue();
      case Bool bool -> bool.number();
      case Real real -> real.value();
      default -> Double.NaN;
    };
  }

  /** Whether two numbers are one key of a dict: 1, 1.0 and True are. */
  static boolean sameKey(Value left, Value right) {
    return compare(left, right).filter(order -> order == 0).isPresent();
  }

  static int hash(Value number) {
    return Double.hashCode(real(number) + 0.0);
  }

  /** How two numbers compare, exactly; empty if one is NaN or no number. */
  public static Optional<Integer> compare(Value left, Value right) {
    if (!isNumber(left) || !isNumber(right)) {
      return Optional.empty();
    }
    if (left instanceof Real || right instanceof Real) {
      double a = real(left);
      double b = real(right);
      if (Double.isNaN(a) || Double.isNaN(b)) {
        return Optional.empty();
      }
      if (Double.isInfinite(a) || Double.isInfinite(b)) {
        return Optional.of(Double.compare(a, b));
      }
      return Optional.of(decimal(left).compareTo(decimal(right)));
    }
    return Optional.of(whole(left).orElseThrow().compareTo(whole(right).orElseThrow()));
  }

  private static BigDecimal decimal(Value value) {
    return value instanceof Real real
        ? new BigDecimal(real.value())
        : new BigDecimal(whole(value).orElseThrow());
  }
}
