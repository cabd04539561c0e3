package org.arkwright.template.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;
import org.arkwright.template.failure.TemplateLimitException;

/** {@code + - * / // % **} and signs, as Python has them, but {@code %} of strings. */
public final class Arithmetic {
  static final int BITS_MAX = 4096;

  private Arithmetic() {}

  /** The sum, or one string or list after the other. */
  public static Value add(Value left, Value right, Budget budget) {
    if (left instanceof Text a && right instanceof Text b) {
      return concat(a, b, budget);
    }
    if (left instanceof Sequence a && right instanceof Sequence b && a.tuple() == b.tuple()) {
      budget.items((long) a.items().size() + b.items().size());
      List<Value> items = new ArrayList<>(a.items());
      items.addAll(b.items());
      return new Sequence(a.tuple(), items);
    }
    return numbers("+", left, right, BigInteger::add, Double::sum);
  }

  private static Text concat(Text left, Text right, Budget budget) {
    if (!left.safe() && !right.safe()) {
      budget.characters((long) left.value().length() + right.value().length());
      return new Text(left.value().concat(right.value()));
    }
    String a = left.safe() ? left.value() : Html.escape(left.value(), budget);
    String b = right.safe() ? right.value() : Html.escape(right.value(), budget);
    budget.characters((long) a.length() + b.length());
    return new Text(a.concat(b), true);
  }

  public static Value subtract(Value left, Value right) {
    return numbers("-", left, right, BigInteger::subtract, (a, b) -> a - b);
  }

  /** The product, or a string or list several times. */
  public static Value multiply(Value left, Value right, Budget budget) {
    if (Numbers.whole(left).isPresent() && (right instanceof Text || right instanceof Sequence)) {
      return multiply(right, left, budget);
    }
    Optional<BigInteger> times = Numbers.whole(right);
    if (left instanceof Text text && times.isPresent()) {
      int count = Math.max(0, new Whole(times.get()).clamped());
      budget.characters((long) text.value().length() * count);
      return text.with(text.value().isEmpty() ? "" : text.value().repeat(count));
    }
    if (left instanceof Sequence sequence && times.isPresent()) {
      int count = sequence.items().isEmpty() ? 0 : Math.max(0, new Whole(times.get()).clamped());
      budget.items((long) sequence.items().size() * count);
      List<Value> items = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        items.addAll(sequence.items());
      }
      return new Sequence(sequence.tuple(), items);
    }
    return numbers("*", left, right, BigInteger::multiply, (a, b) -> a * b);
  }

  public static Value divide(Value left, Value right) {
    checkNumbers("/", left, right);
    checkDivisor(right);
    return new Real(Numbers.real(left) / Numbers.real(right));
  }

  /** The quotient, rounded down. */
  public static Value floorDivide(Value left, Value right) {
    checkNumbers("//", left, right);
    checkDivisor(right);
    return numbers(
        "//",
        left,
        right,
        (a, b) -> {
          BigInteger[] both = a.divideAndRemainder(b);
          boolean down = both[1].signum() != 0 && both[1].signum() != b.signum();
          return down ? both[0].subtract(BigInteger.ONE) : both[0];
        },
        (a, b) -> Math.floor(a / b));
  }

  /** The remainder, with the sign of the divisor. */
  public static Value remainder(Value left, Value right) {
    checkNumbers("%", left, right);
    checkDivisor(right);
    return numbers(
        "%",
        left,
        right,
        (a, b) -> {
          BigInteger rest = a.mod(b.abs());
          return b.signum() < 0 && rest.signum() != 0 ? rest.add(b) : rest;
        },
        (a, b) -> {
          double rest = a % b;
          return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
        });
  }

  public static Value power(Value left, Value right) {
    checkNumbers("**", left, right);
    Optional<BigInteger> base = Numbers.whole(left);
    Optional<BigInteger> exponent = Numbers.whole(right);
    if (base.isEmpty() || exponent.isEmpty() || exponent.get().signum() < 0) {
      if (Numbers.real(left) == 0 && Numbers.real(right) < 0) {
        throw new TemplateFailedException("0.0 cannot be raised to a negative power");
      }
      return new Real(Math.pow(Numbers.real(left), Numbers.real(right)));
    }
    int power = new Whole(exponent.get()).clamped();
    boolean grows = base.get().abs().bitLength() > 1;
    if (grows && (long) base.get().bitLength() * power > BITS_MAX + (long) power) {
      throw tooLarge();
    }
    return grows
        ? bounded(base.get().pow(power))
        : bounded(base.get().pow(power == 0 ? 0 : 2 - (power & 1)));
  }

  public static Value negate(Value value) {
    return switch (value) {
      case Real real -> new Real(-real.value());
      default -> new Whole(Numbers.whole(value).orElseThrow(() -> badSign("-", value)).negate());
    };
  }

  public static Value plus(Value value) {
    return switch (value) {
      case Real real -> real;
      default -> new Whole(Numbers.whole(value).orElseThrow(() -> badSign("+", value)));
    };
  }

  private static TemplateFailedException badSign(String sign, Value value) {
    return value instanceof Undefined undefined
        ? undefined.failure()
        : new TemplateFailedException(
            "bad operand type for unary %s: '%s'".formatted(sign, TypeNames.of(value)));
  }

  private interface Wholes {
    BigInteger of(BigInteger left, BigInteger right);
  }

  private interface Reals {
    double of(double left, double right);
  }

  private static Value numbers(
      String operator, Value left, Value right, Wholes wholes, Reals reals) {
    checkNumbers(operator, left, right);
    if (left instanceof Real || right instanceof Real) {
      return new Real(reals.of(Numbers.real(left), Numbers.real(right)));
    }
    return bounded(
        wholes.of(
            Numbers.whole(left).orElse(BigInteger.ZERO),
            Numbers.whole(right).orElse(BigInteger.ZERO)));
  }

  private static Whole bounded(BigInteger value) {
    if (value.bitLength() > BITS_MAX) {
      throw tooLarge();
    }
    return new Whole(value);
  }

  private static TemplateLimitException tooLarge() {
    return new TemplateLimitException(
        "the template makes an integer of more than " + BITS_MAX + " bits");
  }

  private static void checkDivisor(Value right) {
    if (Numbers.real(right) == 0) {
      throw new TemplateFailedException("division by zero");
    }
  }

  private static void checkNumbers(String operator, Value left, Value right) {
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
      throw new TemplateFailedException(
          "unsupported operand type(s) for %s: '%s' and '%s'"
              .formatted(operator, TypeNames.of(left), TypeNames.of(right)));
    }
  }
}
