package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.known;
import static org.arkwright.simulation.time.Violation.unless;

import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.unit.Resources;

/**
 * Checks that a start never takes a project above its nominal quota plus what it may borrow and
 * others lend, nor its cohort above the sum of nominal quotas; without a cohort there is nothing to
 * borrow. Jobs running before a quota was lowered may continue, and a project retains what it does
 * not lend.
 */
public final class QuotaCheck implements EventWatch {
  private final TreeMap<JobId, JobSpec> specs = new TreeMap<>();
  private final TreeMap<JobId, ProjectName> holders = new TreeMap<>();
  private final TreeMap<ProjectName, Quota> quotas = new TreeMap<>();
  private final TreeMap<ProjectName, Resources> usage = new TreeMap<>();

  /** One resource of an amount. */
  private enum Dimension {
    CPU,
    MEMORY,
    DEVICES;

    long of(Resources amount) {
      return switch (this) {
        case CPU -> amount.cpuMillis();
        case MEMORY -> amount.memoryBytes();
        case DEVICES -> amount.deviceThousandths();
      };
    }
  }

  @Override
  public void happened(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> specs.put(submitted.job(), submitted.spec());
      case Event.AttemptStarted started -> take(started.attempt().job());
      case Event.JobRequeued requeued -> give(requeued.attempt().job());
      case Event.AttemptDeclined declined -> give(declined.attempt().job());
      case Event.JobSucceeded(JobId job, _) -> give(job);
      case Event.JobFailed(JobId job, _, _) -> give(job);
      case Event.JobCancelled(JobId job, _, _) -> give(job);
      case Event.QuotaSet(Quota quota, _) -> quotas.put(quota.project(), quota);
      case Event.AttemptWaiting _,
          Event.AttemptPlaced _,
          Event.RankStarted _,
          Event.AttemptRunning _,
          Event.RankEnded _,
          Event.NodeOutputsStored _,
          Event.AttemptStopping _,
          Event.NodeJoined _,
          Event.NodeLost _,
          NodeEvent _,
          Event.ServerStarted _,
          Event.EnergySeriesSet _,
          UsageEvent _,
          ArtifactEvent _,
          DeploymentEvent _,
          PipelineEvent _,
          KeyEvent _,
          Event.RequestKept _ -> {}
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
    quota.cohort().ifPresent(cohort -> cohort(job, quota, cohort));
  }

  private void cohort(JobId job, Quota own, String cohort) {
    Resources nominal = Resources.ZERO;
    Resources used = Resources.ZERO;
    Resources lent = Resources.ZERO;
    for (Quota quota : quotas.values()) {
      if (quota.cohort().equals(Optional.of(cohort))) {
        nominal = nominal.plus(quota.nominal());
        used = used.plus(usage.getOrDefault(quota.project(), Resources.ZERO));
        if (!quota.project().equals(own.project())) {
          lent = lent.plus(quota.nominal().min(quota.lendingLimit()));
        }
      }
    }
    Resources ownUse = usage.getOrDefault(own.project(), Resources.ZERO);
    unless(
        fits(ownUse, own.nominal().plus(lent), spec(job).amount()),
        "%s starts and %s uses %s, more than the others of %s lend",
        job,
        own.project(),
        ownUse,
        cohort);
    // A project retains what it does not lend, even when a lowered quota left the cohort short.
    Resources retained = own.nominal().minus(own.lendingLimit());
    for (Dimension dimension : Dimension.values()) {
      unless(
          dimension.of(spec(job).amount()) == 0
              || dimension.of(ownUse) <= dimension.of(retained)
              || dimension.of(used) <= dimension.of(nominal),
          "%s starts and cohort %s uses %s of %s",
          job,
          cohort,
          used,
          nominal);
    }
  }

  /** Checks only the resources that the gang takes: others may be above a lowered quota. */
  private static boolean fits(Resources used, Resources most, Resources amount) {
    for (Dimension dimension : Dimension.values()) {
      if (dimension.of(amount) > 0 && dimension.of(used) > dimension.of(most)) {
        return false;
      }
    }
    return true;
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
