package org.arkwright.template.value;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What {@code namespace()} gives: attributes that a template may set from inner scopes. */
public final class Namespace implements Value {
  private final SequencedMap<String, Value> attributes = new LinkedHashMap<>();

  public @Nullable Value get(String name) {
    return attributes.get(name);
  }

  public void set(String name, Value value) {
    attributes.put(name, value);
  }

  /** The attributes now, for printing. */
  SequencedMap<String, Value> attributes() {
    return attributes;
  }
}
