package org.arkwright.model.unit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: twice as long after each failure, up to a bound, of which
 * half is certain and the rest random. So those who failed together do not come back together, and
 * nobody comes back at once, as some would if all of it were random.
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
   * Returns how long to wait: between half of {@link #most} and all of it.
   *
   * @param failures in a row, at least 1
   */
  public Duration after(int failures, RandomGenerator random) {
    long most = most(failures).toNanos();
    return Duration.ofNanos(most / 2 + random.nextLong(most / 2 + 1));
  }

  /**
   * Returns the longest wait after so many failures, for whoever is alone and must be predictable.
   *
   * @param failures in a row, at least 1
   */
  public Duration most(int failures) {
    long doubled =
        first.toNanos() << Math.min(Math.clamp(failures - 1L, 0, DOUBLINGS_MAX), headroom());
    return Duration.ofNanos(Math.min(doubled, longest.toNanos()));
  }

  /** The doublings that do not overflow. */
  private int headroom() {
    return Long.numberOfLeadingZeros(first.toNanos()) - 1;
  }
}
