package org.arkwright.scheduler.explain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.forecast.ExpectedEnds;

/**
 * The running jobs whose end would let a gang start: earliest end first, and only those needed. Of
 * those whose end is not known, replicas come last: they end when somebody says so, and jobs by
 * themselves.
 */
final class Blockers {
  /** The number of jobs that an explanation names. */
  static final int NAMED_MAX = 5;

  private static final Comparator<ExpectedEnds.Expected> ORDER =
      Comparator.<ExpectedEnds.Expected, Boolean>comparing(
              end -> end.endNanos() == ExpectedEnds.NEVER && ReplicaOf.isOne(end.job().spec()))
          .thenComparing(Comparator.naturalOrder());

  private Blockers() {}

  /**
   * Removes jobs in the order of their expected ends until there is enough, then puts back those
   * that were not needed.
   *
   * @return empty when there is not enough even without all of them
   */
  static List<Job> needed(
      Collection<Job> running,
      long nowNanos,
      BooleanSupplier enough,
      Consumer<Job> without,
      Consumer<Job> with) {
    List<Job> ends =
        running.stream()
            .map(job -> ExpectedEnds.Expected.of(job, nowNanos))
            .sorted(ORDER)
            .map(ExpectedEnds.Expected::job)
            .toList();
    List<Job> removed = new ArrayList<>();
    for (Job job : ends) {
      if (enough.getAsBoolean()) {
        break;
      }
      without.accept(job);
      removed.add(job);
    }
    if (!enough.getAsBoolean()) {
      return List.of();
    }
    List<Job> needed = new ArrayList<>();
    for (Job job : removed.reversed()) {
      with.accept(job);
      if (!enough.getAsBoolean()) {
        without.accept(job);
        needed.add(job);
      }
    }
    return needed.reversed();
  }

  static List<JobId> named(List<Job> jobs) {
    return jobs.stream().limit(NAMED_MAX).map(Job::id).toList();
  }
}
