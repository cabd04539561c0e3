package org.arkwright.template.value;

import java.util.List;
import java.util.Optional;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;

/** {@code <} and its like: numbers, strings by code points, lists and tuples item by item. */
public final class Ordering {
  private Ordering() {}

  /**
   * Less than 0, 0, or more; empty where a NaN makes every comparison false. Fails, naming the
   * operator, for values that have no order.
   */
  public static Optional<Integer> compare(Value left, Value right, String operator, Budget budget) {
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (left instanceof Text a && right instanceof Text b) {
      budget.read(Math.min(a.value().length(), b.value().length()));
      return Optional.of(codePoints(a.value(), b.value()));
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right);
    }
    if (left instanceof Sequence a && right instanceof Sequence b && a.tuple() == b.tuple()) {
      budget.enter();
      try {
        return items(a.items(), b.items(), operator, budget);
      } finally {
        budget.leave();
      }
    }
    throw new TemplateFailedException(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator, TypeNames.of(left), TypeNames.of(right)));
  }

  private static Optional<Integer> items(
      List<Value> left, List<Value> right, String operator, Budget budget) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!Equality.equal(left.get(i), right.get(i), budget)) {
        return compare(left.get(i), right.get(i), operator, budget);
      }
    }
    return Optional.of(Integer.compare(left.size(), right.size()));
  }

  private static int codePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // Surrogates stand for code points above all others.
        return Character.isSurrogate(a) == Character.isSurrogate(b)
            ? Character.compare(a, b)
            : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
