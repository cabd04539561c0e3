package org.arkwright.kernel.state;

import java.time.Duration;
import java.util.Optional;
import org.arkwright.kernel.index.DueTimes.Due;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;

/** The times at which time alone changes something for a job. */
public final class JobDues {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private JobDues() {}

  /** The time at which the attempt exceeds its timeout; empty once it is stopping. */
  public static Optional<Due> timeout(Job job) {
    return job.spec()
        .execution()
        .timeout()
        .flatMap(timeout ->
            switch (job.state()) {
              case JobState.Starting(Attempt attempt) -> due(job, attempt, timeout);
              case JobState.Running(Attempt attempt, _) -> due(job, attempt, timeout);
              case JobState.Queued _,
                  JobState.Stopping _,
                  JobState.Succeeded _,
                  JobState.Failed _,
                  JobState.Cancelled _ ->
                  Optional.empty();
            });
  }

  /** The time at which a requeued job may start again; empty when it may already. */
  public static Optional<Due> backoff(Job job) {
    return job.state() instanceof JobState.Queued(long since, long notBefore, _)
            && notBefore > since
        ? Optional.of(new Due(notBefore, job.id()))
        : Optional.empty();
  }

  private static Optional<Due> due(Job job, Attempt attempt, Duration timeout) {
    return Optional.of(new Due(later(attempt.startedAtNanos(), timeout), job.id()));
  }

  /** Adds the duration to a time, saturating at the largest value. */
  private static long later(long nanos, Duration duration) {
    long wait = duration.compareTo(FOREVER) > 0 ? Long.MAX_VALUE : duration.toNanos();
    return wait > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : nanos + wait;
  }
}
