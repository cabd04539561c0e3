package org.arkwright.template.value;

import java.util.List;

/**
 * A list or a tuple.
 *
 * @param tuple whether it is a tuple
 * @param items never changed
 */
public record Sequence(boolean tuple, List<Value> items) implements Value {
  public static Sequence list(List<Value> items) {
    return new Sequence(false, items);
  }

  public static Sequence tuple(List<Value> items) {
    return new Sequence(true, items);
  }

  public static Sequence tuple(Value... items) {
    return new Sequence(true, List.of(items));
  }
}
