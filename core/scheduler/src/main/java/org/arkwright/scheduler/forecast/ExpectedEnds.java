package org.arkwright.scheduler.forecast;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;

/**
 * The expected ends of gangs, for backfill: after the expected duration; once that has passed, or
 * without one, after timeout and grace; otherwise unknown ({@link #NEVER}).
 */
public final class ExpectedEnds {
  /** The end of a gang whose end is unknown. */
  public static final long NEVER = Long.MAX_VALUE;

  private ExpectedEnds() {}

  /** The expected end of a gang that starts now. */
  public static long ifStartedNow(JobSpec spec, long nowNanos) {
    return end(spec, nowNanos, nowNanos);
  }

  /** The expected end of a job that holds an allocation; now for one that is stopping. */
  public static long of(Job job, long nowNanos) {
    if (job.state() instanceof JobState.Stopping) {
      return nowNanos;
    }
    return end(job.spec(), startedAtNanos(job), nowNanos);
  }

  /** Whether the end is the latest there can be, by its timeout, and not one that is expected. */
  public static boolean isBound(Job job, long nowNanos) {
    return !(job.state() instanceof JobState.Stopping)
        && job.spec().execution().timeout().isPresent()
        && job.spec()
            .scheduling()
            .expectedDuration()
            .filter(expected -> plus(startedAtNanos(job), expected) > nowNanos)
            .isEmpty();
  }

  public static long startedAtNanos(Job job) {
    return job.state().liveAttempt().map(Attempt::runsFromNanos).orElse(0L);
  }

  /**
   * A job that holds an allocation, ordered by expected end; unknown ends come last, oldest first.
   */
  public record Expected(Job job, long endNanos, long startedAtNanos)
      implements Comparable<Expected> {
    private static final Comparator<Expected> ORDER =
        Comparator.comparingLong(Expected::endNanos)
            .thenComparingLong(Expected::startedAtNanos)
            .thenComparing(expected -> expected.job.id());

    public static Expected of(Job job, long nowNanos) {
      return new Expected(job, ExpectedEnds.of(job, nowNanos), ExpectedEnds.startedAtNanos(job));
    }

    @Override
    public int compareTo(Expected other) {
      return ORDER.compare(this, other);
    }
  }

  private static long end(JobSpec spec, long startedAtNanos, long nowNanos) {
    Optional<Duration> expected = spec.scheduling().expectedDuration();
    if (expected.isPresent()) {
      long end = plus(startedAtNanos, expected.get());
      if (end > nowNanos) {
        return end;
      }
    }
    return spec.execution()
        .timeout()
        .map(timeout ->
            Math.max(nowNanos, plus(plus(startedAtNanos, timeout), spec.execution().grace())))
        .orElse(NEVER);
  }

  private static long plus(long atNanos, Duration duration) {
    // A duration beyond the range of nanoseconds counts as never.
    if (atNanos == NEVER || duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L) {
      return NEVER;
    }
    long nanos = duration.toNanos();
    return nanos > NEVER - atNanos ? NEVER : atNanos + nanos;
  }
}
