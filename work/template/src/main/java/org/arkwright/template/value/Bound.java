package org.arkwright.template.value;

import java.util.Map;
import org.arkwright.template.failure.TemplateFailedException;

/** Arguments by the names of parameters. */
public final class Bound {
  private final String function;
  private final Map<String, Value> values;

  Bound(String function, Map<String, Value> values) {
    this.function = function;
    this.values = values;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The argument; the call fails without it. */
  public Value required(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new TemplateFailedException("%s needs the argument '%s'".formatted(function, name));
    }
    return value;
  }

  public Value or(String name, Value otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** Whether the argument is given and true. */
  public boolean truth(String name) {
    return Truth.of(or(name, Bool.FALSE));
  }

  /** An integer; a boolean counts as 0 or 1. */
  public int whole(String name, int otherwise) {
    return values.containsKey(name) ? wholeOf(name, required(name)) : otherwise;
  }

  private int wholeOf(String name, Value value) {
    return switch (value) {
      case Whole whole -> whole.clamped();
      case Bool bool -> bool.number();
      default ->
          throw new TemplateFailedException(
              "%s needs an integer as '%s', not %s".formatted(function, name, TypeNames.of(value)));
    };
  }

  /** A string; the call fails with anything else. */
  public String text(String name) {
    if (required(name) instanceof Text text) {
      return text.value();
    }
    throw new TemplateFailedException(
        "%s needs a string as '%s', not %s"
            .formatted(function, name, TypeNames.of(required(name))));
  }
}
