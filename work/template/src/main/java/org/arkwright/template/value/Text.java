package org.arkwright.template.value;

import org.jspecify.annotations.Nullable;

/**
 * A string. Its characters are code points: lengths and indices count those.
 *
 * @param safe whether a filter marked it as HTML, as {@code safe} does: what is added to it is then
 *     escaped
 */
public record Text(String value, boolean safe) implements Value {
  public static final Text EMPTY = new Text("");

  public Text(String value) {
    this(value, false);
  }

  /** The same mark on another text. */
  public Text with(String other) {
    return new Text(other, safe);
  }

  /** The number of code points. */
  public int length() {
    return value.codePointCount(0, value.length());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Text text && text.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
