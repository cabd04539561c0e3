package org.arkwright.kernel.rule;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.kernel.state.State;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.quota.Headroom;

/**
 * The usage of projects while the entries of a plan are carried out one after another, checked
 * against {@link Headroom}.
 */
final class QuotaUsage {
  private static final long COUNTABLE = Resources.UNLIMITED_AMOUNT - 1;

  private final State state;
  private final Map<ProjectName, Resources> used = new TreeMap<>();
  private final Map<ProjectName, Resources> releasing = new TreeMap<>();

  QuotaUsage(State state) {
    this.state = state;
  }

  /** Whether the project may use the given amount in addition. */
  boolean admits(ProjectName project, Resources amount) {
    // Usage must stay exactly reversible, so it never reaches "unlimited".
    return used(project).plus(amount).fitsWithin(new Resources(COUNTABLE, COUNTABLE, COUNTABLE))
        && headroom(project).allows(amount);
  }

  void start(ProjectName project, Resources amount) {
    used.put(project, used(project).plus(amount));
  }

  /** Counts the amount that a stopping attempt will release. */
  void release(Job job) {
    releasing.merge(job.spec().project(), job.spec().amount(), Resources::plus);
  }

  void releaseAllStopping() {
    for (Job job : state.running()) {
      if (job.state() instanceof JobState.Stopping) {
        release(job);
      }
    }
  }

  /** Whether the project will stay within its nominal quota with the given amount added. */
  boolean staysNominal(ProjectName project, Resources amount) {
    Resources left = used(project).minus(releasing.getOrDefault(project, Resources.ZERO));
    return left.plus(amount).fitsWithin(state.quota(project).nominal());
  }

  /** Whether the project uses more than its nominal quota. */
  boolean borrows(ProjectName project) {
    return !used(project).fitsWithin(state.quota(project).nominal());
  }

  private Headroom headroom(ProjectName project) {
    Quota quota = state.quota(project);
    Collection<Quota> cohort = quota.cohort().map(state::cohort).orElse(List.of());
    return new Headroom(quota, cohort, this::used);
  }

  private Resources used(ProjectName project) {
    Resources ahead = used.get(project);
    return ahead == null ? state.usage(project) : ahead;
  }
}
