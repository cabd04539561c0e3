package org.arkwright.template.value;

/** {@code True} and {@code False}, which count as 1 and 0 in arithmetic. */
public enum Bool implements Value {
  FALSE,
  TRUE;

  public static Bool of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** 1 or 0. */
  int number() {
    return this == TRUE ? 1 : 0;
  }

  public boolean value() {
    return this == TRUE;
  }
}
