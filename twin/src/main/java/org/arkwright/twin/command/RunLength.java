package org.arkwright.twin.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.job.Job;

/**
 * How long a job still needs, and how that is known.
 *
 * @param nowNanos since the Unix epoch
 */
record RunLength(Job job, long nowNanos) {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long GUESS_NANOS = 600 * SECOND_NANOS;

  /**
   * The rest of a run of which nobody knows an end. What waits longer never starts, as far as
   * anybody can tell.
   */
  static final long ENDLESS_NANOS = Duration.ofDays(31).toNanos();

  /** How the end of a job is known. */
  enum Basis {
    /** By its expected duration, or a forecast from similar jobs. */
    ESTIMATE,
    /** By its timeout alone: it ends then, or any time before. */
    TIMEOUT,
    /** Not at all. */
    NOTHING,
    /** A replica, which ends when somebody says so. */
    REPLICA
  }

  Basis basis() {
    if (ReplicaOf.isOne(job.spec())) {
      return Basis.REPLICA;
    }
    if (estimateNanos(0.5).isPresent()) {
      return Basis.ESTIMATE;
    }
    return limitNanos().isPresent() ? Basis.TIMEOUT : Basis.NOTHING;
  }

  /** What it is expected to need, at a quantile of its forecast; its timeout at the most. */
  long expectedNanos(double quantile) {
    return switch (basis()) {
      case ESTIMATE ->
          Math.min(estimateNanos(quantile).orElseThrow(), limitNanos().orElse(Long.MAX_VALUE));
      case TIMEOUT -> longestNanos();
      case NOTHING, REPLICA -> ENDLESS_NANOS;
    };
  }

  /** What it needs at the most. */
  long longestNanos() {
    return basis() == Basis.REPLICA ? ENDLESS_NANOS : limitNanos().orElse(ENDLESS_NANOS);
  }

  /** As expected; where nothing is known, as long again as it has had, at least ten minutes. */
  long guessedNanos() {
    return basis() == Basis.NOTHING ? Math.max(GUESS_NANOS, attainedNanos()) : expectedNanos(0.5);
  }

  /** Whether a duration was given; where nothing is known of the end, it is over. */
  boolean hasOutlivedItsEstimate() {
    return job.spec().scheduling().expectedDuration().isPresent();
  }

  private long attainedNanos() {
    return job.attainedNanos(nowNanos);
  }

  private Optional<Long> estimateNanos(double quantile) {
    List<Long> likely =
        job.forecast().runNanos().stream().filter(nanos -> nanos > attainedNanos()).toList();
    return job.spec()
        .scheduling()
        .expectedDuration()
        .map(Duration::toNanos)
        .filter(nanos -> nanos > attainedNanos())
        .or(() ->
            likely.isEmpty()
                ? Optional.empty()
                : Optional.of(likely.get((int) (quantile * likely.size()))))
        .map(total -> Math.max(SECOND_NANOS, total - attainedNanos()));
  }

  private Optional<Long> limitNanos() {
    return job.spec()
        .execution()
        .timeout()
        .map(Duration::toNanos)
        .map(total -> Math.max(SECOND_NANOS, total - attainedNanos()));
  }
}
