package org.arkwright.template.value;

import org.jspecify.annotations.Nullable;

/** {@code True} and {@code False}, which count as 1 and 0 in arithmetic, and as keys. */
public final class Bool implements Value {
  public static final Bool FALSE = new Bool(false);
  public static final Bool TRUE = new Bool(true);

  private final boolean value;

  private Bool(boolean value) {
    this.value = value;
  }

  public static Bool of(boolean value) {
    return value ? TRUE : FALSE;
  }

  public boolean value() {
    return value;
  }

  /** 1 or 0. */
  int number() {
    return value ? 1 : 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Value number && Numbers.sameKey(this, number);
  }

  @Override
  public int hashCode() {
    return Numbers.hash(this);
  }
}
