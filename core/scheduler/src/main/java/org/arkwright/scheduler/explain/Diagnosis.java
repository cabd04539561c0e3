package org.arkwright.scheduler.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.site.Site;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.energy.CyclePower;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.quota.Headroom;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.Dimension;
import org.arkwright.scheduler.view.PendingClass;

/**
 * The diagnosis of why one gang waits, computed from the current view: the impossible first, then
 * quota, then capacity, then gangs that go first.
 *
 * @param view the part of the cluster at the site
 * @param site the site at which it waits
 * @param ahead gangs for which the last cycle reserved capacity or quota
 * @param preempting whether the last cycle preempts for this gang
 */
public record Diagnosis(
    ClusterView view, Site site, Job gang, long nowNanos, List<JobId> ahead, boolean preempting) {
  public PendingReason reason() {
    Optional<PendingReason> elsewhere = SiteQueueReason.waiting(gang, nowNanos);
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    if (!(gang.state() instanceof JobState.Queued queued)) {
      return new PendingReason(
          Code.PENDING_EVALUATION, "It is not waiting.", List.of(), "nothing to do");
    }
    if (queued.notBeforeNanos() > nowNanos) {
      return backingOff(queued);
    }
    EnergyReason energy = new EnergyReason(view, gang, nowNanos);
    QuotaReason quota = new QuotaReason(view, gang, nowNanos);
    return quota
        .exceeds()
        .or(() -> new SiteReason(view, gang).reason())
        .or(this::siteQuota)
        .or(energy::waits)
        .or(() -> SiteQueueReason.busy(gang, site.name(), nowNanos))
        .or(this::preemption)
        .or(energy::power)
        .or(quota::waits)
        .or(this::capacity)
        .orElseGet(this::othersFirst);
  }

  /** A site that places by itself takes gangs whatever its nodes hold. */
  private Optional<PendingReason> capacity() {
    return site.placesItself()
        ? Optional.empty()
        : new CapacityReason(view, gang, nowNanos, PlacementScore.DEFAULT).reason();
  }

  private Optional<PendingReason> siteQuota() {
    Resources requested = gang.spec().amount();
    Resources used = view.siteUsage(site.name());
    for (Dimension dimension : Dimension.values()) {
      long limit = dimension.of(site.quota());
      if (dimension.of(used.plus(requested)) > limit) {
        boolean never = dimension.of(requested) > limit;
        return Optional.of(
            new PendingReason(
                never ? Code.EXCEEDS_MAX_QUOTA : Code.WAITING_FOR_QUOTA,
                "Needs %s; site %s may hold %s, %s in use."
                    .formatted(
                        dimension.text(dimension.of(requested)),
                        site.name(),
                        dimension.text(limit),
                        dimension.amount(dimension.of(used))),
                List.of(),
                "raise the quota of site %s in site.yaml".formatted(site.name())));
      }
    }
    return Optional.empty();
  }

  private PendingReason backingOff(JobState.Queued queued) {
    String rest = ReasonText.duration(queued.notBeforeNanos() - nowNanos);
    return new PendingReason(
        Code.BACKING_OFF,
        "Starts again in %s at the earliest, %s.".formatted(rest, after(queued)),
        List.of(),
        "wait %s, or resubmit it".formatted(rest));
  }

  private String after(JobState.Queued queued) {
    if (gang.tries().neverRan() > 0) {
      return "as its node or worker was gone before it began %d times in a row, which counts against"
              .formatted(gang.tries().neverRan())
          + " nobody";
    }
    return queued.previous().filter(StopCause::byPlatform).isPresent()
        ? "after loss %d of at most %d by the platform, which is no failure of its own"
            .formatted(gang.tries().losses(), view.site().lossesAllowed())
        : "after %d failed attempt%s since its latest progress"
            .formatted(gang.failures(), gang.failures() == 1 ? "" : "s");
  }

  private Optional<PendingReason> preemption() {
    List<Job> victims = new ArrayList<>();
    for (Job job : view.running()) {
      if (job.state() instanceof JobState.Stopping(_, StopCause.Preempted(JobId by), _)
          && by.equals(gang.id())) {
        victims.add(job);
      }
    }
    if (victims.isEmpty() && !preempting) {
      return Optional.empty();
    }
    List<JobId> named = Blockers.named(victims);
    return Optional.of(
        new PendingReason(
            Code.PREEMPTION_PENDING,
            victims.isEmpty()
                ? "Jobs are being stopped to make room for it."
                : "Starts once %s, which are being stopped for it, have ended."
                    .formatted(ReasonText.jobs(view, named)),
            named,
            "wait for the end of their grace period"));
  }

  private PendingReason othersFirst() {
    List<Job> first = new ArrayList<>();
    for (JobId id : ahead) {
      if (id.equals(gang.id())) {
        break;
      }
      view.job(id).filter(job -> job.state() instanceof JobState.Queued).ifPresent(first::add);
    }
    first.addAll(waitingOwners());
    if (first.isEmpty()) {
      return new PendingReason(
          Code.PENDING_EVALUATION,
          "It fits; the next cycle will consider it.",
          List.of(),
          "nothing to do");
    }
    List<JobId> named = first.stream().map(Job::id).distinct().limit(Blockers.NAMED_MAX).toList();
    Job holder = first.getFirst();
    return new PendingReason(
        Code.PRIORITY,
        "It would fit, but capacity or quota is reserved for %s, which goes first and needs %s."
            .formatted(ReasonText.job(holder), ReasonText.gang(holder)),
        named,
        "submit it with a priority above %d".formatted(holder.spec().scheduling().priority()));
  }

  /**
   * For a borrower, the head gangs of the cohort's other projects that wait within nominal quota.
   */
  private List<Job> waitingOwners() {
    Optional<String> cohort = view.quota(gang.spec().project()).cohort();
    List<Job> owners = new ArrayList<>();
    if (cohort.isEmpty()
        || Headroom.of(view, gang.spec().project()).staysNominal(gang.spec().amount())) {
      return owners;
    }
    EnergyWait energy = EnergyWait.of(view);
    CyclePower power = CyclePower.of(view);
    for (PendingClass pending : view.pending()) {
      if (!pending.project().equals(gang.spec().project())
          && view.quota(pending.project()).cohort().equals(cohort)
          && Headroom.of(view, pending.project()).staysNominal(pending.shape().amount())
          && power.couldEverAllow(pending.shape())) {
        pending.gangs().stream()
            .filter(owner -> energy.hold(owner, nowNanos).isEmpty())
            .findFirst()
            .filter(owner -> new SiteReason(view, owner).reason().isEmpty())
            .ifPresent(owners::add);
      }
    }
    return owners;
  }
}
