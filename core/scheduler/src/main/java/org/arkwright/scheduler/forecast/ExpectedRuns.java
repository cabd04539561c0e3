package org.arkwright.scheduler.forecast;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;

/** The expected run times of gangs, for comparing sites. */
public final class ExpectedRuns {
  private static final long UNKNOWN_NANOS = Duration.ofHours(1).toNanos();
  private static final long LONGEST_NANOS = Duration.ofDays(366).toNanos();
  private static final long SHORTEST_NANOS = Duration.ofMinutes(1).toNanos();

  private ExpectedRuns() {}

  /**
   * The expected run time: as specified, else the median of similar jobs, else the timeout, else an
   * hour; at most a year.
   */
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
   * The expected end of a job that holds an allocation. A job without an expectation, or that has
   * exceeded it, is expected to run as long again.
   */
  static long endNanos(Job job, long nowNanos) {
    return job.state() instanceof JobState.Stopping
        ? nowNanos
        : endNanos(ExpectedEnds.startedAtNanos(job), predictedEndNanos(job), nowNanos);
  }

  /** The expected end of a job that is not stopping, from its start and its predicted end. */
  static long endNanos(long startedNanos, long predictedNanos, long nowNanos) {
    return predictedNanos > nowNanos
        ? predictedNanos
        : nowNanos + Math.max(SHORTEST_NANOS, nowNanos - startedNanos);
  }

  /**
   * The end of a running job by its expected run time; {@link Long#MIN_VALUE} where nothing is
   * known.
   */
  static long predictedEndNanos(Job job) {
    return known(job)
        .map(length -> ExpectedEnds.startedAtNanos(job) + length)
        .orElse(Long.MIN_VALUE);
  }
}
