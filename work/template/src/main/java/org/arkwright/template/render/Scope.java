package org.arkwright.template.render;

import java.util.HashMap;
import java.util.Map;
import org.arkwright.template.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Variables of the template, a round of a loop, a macro or a block. What is set in one is not seen
 * outside; {@code if} has none of its own.
 */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> variables = new HashMap<>(8);

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }

  @Nullable Value get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
