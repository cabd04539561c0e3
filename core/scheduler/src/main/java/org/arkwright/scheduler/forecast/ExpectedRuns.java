package org.arkwright.scheduler.forecast;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;

/** How long gangs are expected to hold their places, where sites are compared. */
public final class ExpectedRuns {
  private static final long UNKNOWN_NANOS = Duration.ofHours(1).toNanos();
  private static final long LONGEST_NANOS = Duration.ofDays(366).toNanos();
  private static final long SHORTEST_NANOS = Duration.ofMinutes(1).toNanos();

  private ExpectedRuns() {}

  /** As it says, else as half of its kind did, else its timeout, else an hour; a year at most. */
  public static long nanos(Job gang) {
    return known(gang).orElse(UNKNOWN_NANOS);
  }

  private static Optional<Long> known(Job gang) {
    List<Long> runs = gang.forecast().runNanos();
    return gang.spec()
        .scheduling()
        .expectedDuration()
        .map(ExpectedRuns::nanos)
        .or(() -> runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() / 2)))
        .or(() -> gang.spec().execution().timeout().map(ExpectedRuns::nanos))
        .map(length -> Math.min(length, LONGEST_NANOS));
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(366)) > 0 ? LONGEST_NANOS : duration.toNanos();
  }

  /**
   * When a job that holds an allocation is expected to give it back. One that nothing is known of,
   * or that has outlived what was, is taken to go on for as long as it has run.
   */
  static long endNanos(Job job, long nowNanos) {
    return job.state() instanceof JobState.Stopping
        ? nowNanos
        : endNanos(ExpectedEnds.startedAtNanos(job), promisedEndNanos(job), nowNanos);
  }

  /** The same of a job that is not stopping, by when it started and what is promised of it. */
  static long endNanos(long startedNanos, long promisedNanos, long nowNanos) {
    return promisedNanos > nowNanos
        ? promisedNanos
        : nowNanos + Math.max(SHORTEST_NANOS, nowNanos - startedNanos);
  }

  /** When a running job ends if it runs as long as known; long ago where nothing is known. */
  static long promisedEndNanos(Job job) {
    return known(job)
        .map(length -> ExpectedEnds.startedAtNanos(job) + length)
        .orElse(Long.MIN_VALUE);
  }
}
