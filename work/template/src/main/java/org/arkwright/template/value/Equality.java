package org.arkwright.template.value;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.template.bound.Budget;
import org.arkwright.template.failure.TemplateFailedException;

/** {@code ==} and {@code in}: numbers by value, lists and dicts by what they hold. */
public final class Equality {
  private Equality() {}

  public static boolean equal(Value left, Value right, Budget budget) {
    budget.enter();
    try {
      return switch (left) {
        case Text a when right instanceof Text b -> {
          budget.read(a.value().length());
          yield a.equals(b);
        }
        case Bool _, Whole _, Real _ -> equalNumbers(left, right);
        case Sequence a when right instanceof Sequence b && a.tuple() == b.tuple() ->
            equalItems(a.items(), b.items(), budget);
        case Mapping a when right instanceof Mapping b -> equalEntries(a, b, budget);
        case Undefined _ -> right instanceof Undefined;
        case Range a when right instanceof Range b -> equalRanges(a, b);
        case View a when right instanceof View b && a.kind() == b.kind() ->
            a.kind() != View.Kind.VALUES && equalItems(a.items(), b.items(), budget);
        case None _,
            Text _,
            Sequence _,
            Mapping _,
            View _,
            Range _,
            Generator _,
            Callable _,
            Namespace _,
            Loop _ ->
            same(left, right);
      };
    } finally {
      budget.leave();
    }
  }

  /** Whether two are one and the same object, as Python's {@code is} asks. */
  @SuppressWarnings("ReferenceEquality") // What has no equality of its own is equal to itself.
  public static boolean same(Value left, Value right) {
    return left == right;
  }

  private static boolean equalNumbers(Value left, Value right) {
    Optional<Integer> order = Numbers.compare(left, right);
    return order.isPresent() && order.get() == 0;
  }

  private static boolean equalItems(List<Value> left, List<Value> right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<Value> others = right.iterator();
    for (Value item : left) {
      if (!equal(item, others.next(), budget)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalEntries(Mapping left, Mapping right, Budget budget) {
    if (left.entries().size() != right.entries().size()) {
      return false;
    }
    for (Map.Entry<Value, Value> entry : left.entries().entrySet()) {
      Value other = right.entries().get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other, budget)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalRanges(Range left, Range right) {
    long length = left.length();
    return length == right.length()
        && (length == 0
            || (left.start() == right.start() && (length == 1 || left.step() == right.step())));
  }

  /** Whether a container has an item; a string has its parts, a dict its keys. */
  public static boolean contains(Value container, Value item, Budget budget) {
    return switch (container) {
      case Text text -> {
        if (!(item instanceof Text part)) {
          throw new TemplateFailedException(
              "'in <string>' requires string as left operand, not " + TypeNames.of(item));
        }
        budget.read(text.value().length());
        yield text.value().contains(part.value());
      }
      case Mapping mapping -> mapping.get(item, budget) != null;
      case None _, Bool _, Whole _, Real _, Callable _, Namespace _ ->
          throw new TemplateFailedException(
              "argument of type '" + TypeNames.of(container) + "' is not iterable");
      case Sequence _, View _, Range _, Generator _, Loop _, Undefined _ ->
          any(Iteration.over(container, budget), item, budget);
    };
  }

  private static boolean any(Iterator<Value> items, Value sought, Budget budget) {
    while (items.hasNext()) {
      budget.step();
      Value item = items.next();
      if (same(item, sought) || equal(item, sought, budget)) {
        return true;
      }
    }
    return false;
  }
}
