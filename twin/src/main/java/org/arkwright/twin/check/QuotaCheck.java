package org.arkwright.twin.check;

import static org.arkwright.twin.time.Violation.known;
import static org.arkwright.twin.time.Violation.unless;

import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Event;
import org.arkwright.model.JobId;
import org.arkwright.model.JobSpec;
import org.arkwright.model.ProjectName;
import org.arkwright.model.Quota;
import org.arkwright.model.Resources;

/**
 * A start never takes a project above its nominal quota plus what it may borrow, nor its cohort
 * above the sum of nominal quotas; without a cohort there is nothing to borrow. What ran before a
 * quota was lowered may go on.
 */
public final class QuotaCheck implements EventWatch {
  private final TreeMap<JobId, JobSpec> specs = new TreeMap<>();
  private final TreeMap<JobId, ProjectName> holders = new TreeMap<>();
  private final TreeMap<ProjectName, Quota> quotas = new TreeMap<>();
  private final TreeMap<ProjectName, Resources> usage = new TreeMap<>();

  @Override
  public void happened(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> specs.put(submitted.job(), submitted.spec());
      case Event.AttemptStarted started -> take(started.attempt().job());
      case Event.JobRequeued requeued -> give(requeued.attempt().job());
      case Event.JobSucceeded(JobId job, _) -> give(job);
      case Event.JobFailed(JobId job, _, _) -> give(job);
      case Event.JobCancelled(JobId job, _, _) -> give(job);
      case Event.QuotaSet(Quota quota, _) -> quotas.put(quota.project(), quota);
      case Event.RankStarted _,
          Event.AttemptRunning _,
          Event.RankEnded _,
          Event.AttemptStopping _,
          Event.NodeJoined _,
          Event.NodeLost _ -> {}
    }
  }

  private void take(JobId job) {
    ProjectName project = spec(job).project();
    holders.put(job, project);
    usage.merge(project, spec(job).amount(), Resources::plus);
    Quota quota = quotas.get(project);
    if (quota == null) {
      return;
    }
    Resources most =
        quota.cohort().isEmpty() ? quota.nominal() : quota.nominal().plus(quota.borrowingLimit());
    Resources used = usage.getOrDefault(project, Resources.ZERO);
    Resources amount = spec(job).amount();
    unless(
        fits(used, most, amount),
        "%s starts and %s uses %s of at most %s",
        job,
        project,
        used,
        most);
    quota.cohort().ifPresent(cohort -> cohort(job, cohort));
  }

  private void cohort(JobId job, String cohort) {
    Resources nominal = Resources.ZERO;
    Resources used = Resources.ZERO;
    for (Quota quota : quotas.values()) {
      if (quota.cohort().equals(Optional.of(cohort))) {
        nominal = nominal.plus(quota.nominal());
        used = used.plus(usage.getOrDefault(quota.project(), Resources.ZERO));
      }
    }
    unless(
        fits(used, nominal, spec(job).amount()),
        "%s starts and cohort %s uses %s of %s",
        job,
        cohort,
        used,
        nominal);
  }

  /**
   * Only what the gang takes is judged: a resource it does not use may be above a lowered quota.
   */
  private static boolean fits(Resources used, Resources most, Resources amount) {
    return (amount.cpuMillis() == 0 || used.cpuMillis() <= most.cpuMillis())
        && (amount.memoryBytes() == 0 || used.memoryBytes() <= most.memoryBytes())
        && (amount.deviceThousandths() == 0
            || used.deviceThousandths() <= most.deviceThousandths());
  }

  private void give(JobId job) {
    ProjectName project = holders.remove(job);
    if (project != null) {
      usage.merge(project, spec(job).amount(), Resources::minus);
    }
  }

  private JobSpec spec(JobId job) {
    return known(specs.get(job), "nothing durable is known of %s", job);
  }
}
