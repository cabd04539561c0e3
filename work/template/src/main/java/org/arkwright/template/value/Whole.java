package org.arkwright.template.value;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** An integer of any size; what arithmetic makes is bounded by {@link Arithmetic}. */
public record Whole(BigInteger value) implements Value {
  public static Whole of(long value) {
    return new Whole(BigInteger.valueOf(value));
  }

  /** The nearest int: enough for indices and widths, which are bounded far below. */
  public int clamped() {
    if (value.bitLength() < 32) {
      return value.intValue();
    }
    return value.signum() < 0 ? Integer.MIN_VALUE + 1 : Integer.MAX_VALUE;
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
