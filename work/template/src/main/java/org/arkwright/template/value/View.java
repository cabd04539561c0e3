package org.arkwright.template.value;

import java.util.List;

/** What {@code items()}, {@code keys()} and {@code values()} of a dict give. */
public record View(Kind kind, List<Value> items) implements Value {
  /** Which of the three. */
  public enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    public String shown() {
      return shown;
    }
  }
}
