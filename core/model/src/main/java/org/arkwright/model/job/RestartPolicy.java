package org.arkwright.model.job;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The number of restarts of a failed gang, and the wait before each: {@code backoff}, doubled with
 * each failure, at most five minutes. Preemptions do not count as failures, and neither does what
 * the platform lost: that has a count and a bound of its own, set for the site.
 *
 * @param maxRestarts restarts after failures since the job last made progress
 * @param afterLoss whether it is started again after the platform lost it while it may have run
 * @param finalExits exit codes after which it is never started again, since the same input would
 *     fail the same way: 2 of the built-in programs, which is wrong data or settings
 */
public record RestartPolicy(
    int maxRestarts, Duration backoff, boolean afterLoss, SortedSet<Integer> finalExits) {
  /** No restart after a failure, but after a loss: what a job without a policy has. */
  public static final RestartPolicy DEFAULT = new RestartPolicy(0, Duration.ofSeconds(1));

  /** Never a second time once it may have run. */
  public static final RestartPolicy NEVER = new RestartPolicy(0, Duration.ofSeconds(1), false);

  /** The waits after losses, which the platform decides. */
  public static final RestartPolicy LOSSES = DEFAULT;

  /** The longest wait between two attempts. */
  public static final Duration BACKOFF_MAX = Duration.ofMinutes(5);

  /** The highest exit code of a process. */
  public static final int EXIT_MAX = 255;

  public RestartPolicy {
    if (maxRestarts < 0 || backoff.isNegative()) {
      throw new IllegalArgumentException("not negative: " + maxRestarts + ", " + backoff);
    }
    if (finalExits.stream().anyMatch(code -> code < 1 || code > EXIT_MAX)) {
      throw new IllegalArgumentException("exit codes of failures are 1 to 255: " + finalExits);
    }
    finalExits =
        finalExits.isEmpty()
            ? Collections.emptySortedSet()
            : Collections.unmodifiableSortedSet(new TreeSet<>(finalExits));
  }

  /** Creates a policy without final exit codes. */
  public RestartPolicy(int maxRestarts, Duration backoff, boolean afterLoss) {
    this(maxRestarts, backoff, afterLoss, Collections.emptySortedSet());
  }

  /** Creates a policy of a job that is started again after a loss. */
  public RestartPolicy(int maxRestarts, Duration backoff) {
    this(maxRestarts, backoff, true);
  }

  /** Whether a job that failed for that reason would fail again however often it is started. */
  public boolean isFinal(StopCause cause) {
    return cause instanceof StopCause.RankFailed(_, RankExit.Exited(int code))
        && finalExits.contains(code);
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
