package org.arkwright.template.value;

import org.jspecify.annotations.Nullable;

/** A floating-point number. */
public record Real(double value) implements Value {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Value number && Numbers.sameKey(this, number);
  }

  @Override
  public int hashCode() {
    return Numbers.hash(this);
  }
}
