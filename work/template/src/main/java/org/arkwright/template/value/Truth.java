package org.arkwright.template.value;

/** What counts as true: all but None, False, 0, what is empty, and what is not defined. */
public final class Truth {
  private Truth() {}

  public static boolean of(Value value) {
    return switch (value) {
      case None _, Undefined _ -> false;
      case Bool bool -> bool.value();
      case Whole whole -> whole.value().signum() != 0;
      case Real real -> real.value() != 0;
      case Text text -> !text.value().isEmpty();
      case Sequence sequence -> !sequence.items().isEmpty();
      case Mapping mapping -> !mapping.entries().isEmpty();
      case View view -> !view.items().isEmpty();
      case Range range -> range.length() > 0;
      case Loop loop -> loop.length() > 0;
      case Generator _, Callable _, Namespace _ -> true;
    };
  }
}
