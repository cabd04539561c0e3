package org.arkwright.kernel.state;

import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.kernel.index.DueTimes.Due;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;

/** The times at which time alone changes something for a job. */
public final class JobDues {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private JobDues() {}

  /**
   * The time at which the attempt exceeds its timeout; empty once it is stopping, and while it
   * waits at its site: it has not begun to run there.
   */
  public static Optional<Due> timeout(Job job) {
    return job.spec()
        .execution()
        .timeout()
        .flatMap(timeout ->
            switch (job.state()) {
              case JobState.Starting(Attempt attempt) when attempt.waitsAtSite() ->
                  Optional.empty();
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

  /**
   * The times at which a queued job may start again, or be offered again to a site that declined
   * it; none when it may at once. Ascending.
   */
  public static SortedSet<Due> backoffs(Job job) {
    SortedSet<Due> dues = new TreeSet<>();
    if (job.state() instanceof JobState.Queued(long since, long notBefore, _)) {
      if (notBefore > since) {
        dues.add(new Due(notBefore, job.id()));
      }
      job.declines().forEach(decline -> dues.add(new Due(decline.retryAtNanos(), job.id())));
    }
    return dues;
  }

  private static Optional<Due> due(Job job, Attempt attempt, Duration timeout) {
    return Optional.of(new Due(later(attempt.runsFromNanos(), timeout), job.id()));
  }

  /** Adds the duration to a time, saturating at the largest value. */
  private static long later(long nanos, Duration duration) {
    long wait = duration.compareTo(FOREVER) > 0 ? Long.MAX_VALUE : duration.toNanos();
    return wait > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : nanos + wait;
  }
}
