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
 * What projects use while a plan's lines are carried out one after another, judged by the rules of
 * {@link Headroom}.
 */
final class QuotaUsage {
  private static final long COUNTABLE = Resources.UNLIMITED_AMOUNT - 1;

  private final State state;
  private final Map<ProjectName, Resources> used = new TreeMap<>();
  private final Map<ProjectName, Resources> leaving = new TreeMap<>();

  QuotaUsage(State state) {
    this.state = state;
  }

  /** Whether the project may use that much more. */
  boolean admits(ProjectName project, Resources amount) {
    // Usage stays a number that can be given back exactly: it never reaches "unlimited".
    return used(project).plus(amount).fitsWithin(new Resources(COUNTABLE, COUNTABLE, COUNTABLE))
        && headroom(project).allows(amount);
  }

  void start(ProjectName project, Resources amount) {
    used.put(project, used(project).plus(amount));
  }

  /** What attempts that are stopping will give back. */
  void leave(Job job) {
    leaving.merge(job.spec().project(), job.spec().amount(), Resources::plus);
  }

  void leaveAllStopping() {
    for (Job job : state.running()) {
      if (job.state() instanceof JobState.Stopping) {
        leave(job);
      }
    }
  }

  /** Whether the project will be within its nominal quota with that much more. */
  boolean staysNominal(ProjectName project, Resources amount) {
    Resources left = used(project).minus(leaving.getOrDefault(project, Resources.ZERO));
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
