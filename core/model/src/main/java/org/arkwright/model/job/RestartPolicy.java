package org.arkwright.model.job;

import java.time.Duration;

/**
 * The number of restarts of a failed gang, and the wait before each: {@code backoff}, doubled with
 * each failure, at most five minutes. Preemptions do not count as failures.
 */
public record RestartPolicy(int maxRestarts, Duration backoff) {
  public static final RestartPolicy NEVER = new RestartPolicy(0, Duration.ofSeconds(1));

  /** The longest wait between two attempts. */
  public static final Duration BACKOFF_MAX = Duration.ofMinutes(5);

  public RestartPolicy {
    if (maxRestarts < 0 || backoff.isNegative()) {
      throw new IllegalArgumentException("not negative: " + maxRestarts + ", " + backoff);
    }
  }

  /** The wait after the given number of failures (at least 1), in nanoseconds. */
  public long backoffNanos(int failures) {
    long longest = BACKOFF_MAX.toNanos();
    long first =
        Math.min(longest, backoff.compareTo(BACKOFF_MAX) > 0 ? longest : backoff.toNanos());
    int doublings = Math.min(failures - 1, 40);
    return first > longest >> doublings ? longest : first << doublings;
  }
}
