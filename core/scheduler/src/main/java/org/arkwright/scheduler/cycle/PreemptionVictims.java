package org.arkwright.scheduler.cycle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.scheduler.energy.CyclePower;
import org.arkwright.scheduler.forecast.ExpectedEnds;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.placement.PreemptionTrial;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.view.ClusterView;

/**
 * Selects the running jobs to stop so that a gang fits: those that lose the least work, no more
 * than needed, and none if the gang would still not fit.
 *
 * <p>A job may be stopped if it is preemptible and either has a lower priority than the gang, or
 * belongs to another project of its cohort that uses more than its nominal quota while the gang's
 * project stays within its own (Kueue: reclaim within cohort). A gang that borrows stops no job of
 * other projects in its cohort. Within a project and a priority, the ordering policy may let one
 * gang displace another that can resume by its owner's word or its checkpoints. Jobs that are not
 * preemptible are never stopped.
 */
final class PreemptionVictims {
  private final ClusterView view;
  private final CycleQuota quotas;
  private final CyclePower power;
  private final OrderingPolicy ordering;
  private final long nowNanos;

  PreemptionVictims(
      ClusterView view,
      CycleQuota quotas,
      CyclePower power,
      OrderingPolicy ordering,
      long nowNanos) {
    this.view = view;
    this.quotas = quotas;
    this.power = power;
    this.ordering = ordering;
    this.nowNanos = nowNanos;
  }

  /**
   * Chooses the victims. They are then stopped in the trial and released in the cycle's quota; both
   * are unchanged if there are none.
   *
   * @return empty when the gang would not fit
   */
  List<Job> choose(Job gang, PreemptionTrial trial, List<Job> candidates) {
    List<Job> stopped = new ArrayList<>();
    for (Job candidate : candidates) {
      if (enough(gang, trial)) {
        break;
      }
      if (outranks(gang, candidate)
          || displaces(gang, candidate)
          || quotas.borrows(candidate.spec().project())) {
        stop(candidate, trial);
        stopped.add(candidate);
      }
    }
    if (!enough(gang, trial)) {
      stopped.forEach(job -> spare(job, trial));
      return List.of();
    }
    return needed(gang, trial, stopped);
  }

  /** Spares victims that turn out not to be needed, starting with the one that would lose most. */
  private List<Job> needed(Job gang, PreemptionTrial trial, SequencedCollection<Job> stopped) {
    List<Job> needed = new ArrayList<>();
    for (Job job : stopped.reversed()) {
      spare(job, trial);
      if (!enough(gang, trial)) {
        stop(job, trial);
        needed.add(job);
      }
    }
    return needed.reversed();
  }

  /** The running jobs that may be stopped for the gang, least lost work first. */
  List<Job> candidates(Job gang, Collection<Job> running) {
    Optional<String> cohort = view.quota(gang.spec().project()).cohort();
    boolean mayReclaim = cohort.isPresent() && quotas.staysNominal(gang);
    List<Job> candidates = new ArrayList<>();
    for (Job job : running) {
      if (job.spec().scheduling().preemptible()
          && (sharesCohort(cohort, gang, job)
              ? mayReclaim
              : outranks(gang, job) || displaces(gang, job))) {
        candidates.add(job);
      }
    }
    candidates.sort(
        Comparator.comparingLong(this::lostRankNanos)
            .thenComparingInt(job -> job.spec().scheduling().priority())
            .thenComparing(Comparator.comparing(Job::id).reversed()));
    return candidates;
  }

  private boolean enough(Job gang, PreemptionTrial trial) {
    return trial.fits() && quotas.allowsSoon(gang) && power.allowsSoon(gang);
  }

  private void stop(Job job, PreemptionTrial trial) {
    trial.stop(job);
    quotas.release(job);
    power.release(job);
  }

  private void spare(Job job, PreemptionTrial trial) {
    trial.spare(job);
    quotas.retain(job);
    power.retain(job);
  }

  private static boolean outranks(Job gang, Job job) {
    return job.spec().scheduling().priority() < gang.spec().scheduling().priority();
  }

  private boolean displaces(Job gang, Job job) {
    return job.yieldsToEquals()
        && job.spec().scheduling().priority() == gang.spec().scheduling().priority()
        && job.spec().project().equals(gang.spec().project())
        && ordering.displaces(gang, job, nowNanos);
  }

  /** Whether the job belongs to another project of the gang's cohort. */
  private boolean sharesCohort(Optional<String> cohort, Job gang, Job job) {
    return cohort.isPresent()
        && !job.spec().project().equals(gang.spec().project())
        && cohort.equals(view.quota(job.spec().project()).cohort());
  }

  private long lostRankNanos(Job job) {
    if (job.state() instanceof JobState.Starting) {
      return 0;
    }
    long ran = Math.max(0, nowNanos - ExpectedEnds.startedAtNanos(job));
    // Saturates instead of overflowing for 100,000 ranks over decades.
    return ran > Long.MAX_VALUE / job.spec().gang().ranks()
        ? Long.MAX_VALUE
        : ran * job.spec().gang().ranks();
  }
}
