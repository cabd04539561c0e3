package org.arkwright.template.value;

/** Python's {@code None}. */
public enum None implements Value {
  NONE
}
