package org.arkwright.model.unit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: twice as long after each failure, up to a bound, and each
 * time a random part of it, so that those who failed together do not come back together.
 *
 * @param first the longest wait after one failure
 * @param longest the longest wait of all
 */
public record Backoff(Duration first, Duration longest) {
  private static final int DOUBLINGS_MAX = 30;

  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "expected 0 < first <= longest: " + first + ", " + longest);
    }
  }

  public static Backoff ofMillis(long first, long longest) {
    return new Backoff(Duration.ofMillis(first), Duration.ofMillis(longest));
  }

  /**
   * Returns how long to wait: between half of that time and all of it.
   *
   * @param failures in a row, at least 1
   */
  public Duration after(int failures, RandomGenerator random) {
    long doubled =
        first.toNanos() << Math.min(Math.clamp(failures - 1L, 0, DOUBLINGS_MAX), headroom());
    long most = Math.min(doubled, longest.toNanos());
    return Duration.ofNanos(most / 2 + random.nextLong(most / 2 + 1));
  }

  /** The doublings that do not overflow. */
  private int headroom() {
    return Long.numberOfLeadingZeros(first.toNanos()) - 1;
  }
}
