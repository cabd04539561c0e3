package org.arkwright.scheduler.cycle;

import java.util.List;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.energy.CyclePower;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.placement.PreemptionTrial;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.site.SiteCycle;

/**
 * Step 6 of {@link Planning}: capacity for a gang that cannot start now. It takes what is being
 * freed, else preempts, else holds a claim on power or quota, or a reservation; the gangs behind it
 * may fill the gaps but not take what it waits for.
 */
final class CapacityClaims {
  private final CycleDraft draft;
  private final OrderingPolicy ordering;
  private final CycleQuota quotas;
  private boolean powerClaimed;

  CapacityClaims(CycleDraft draft, OrderingPolicy ordering) {
    this.draft = draft;
    this.ordering = ordering;
    quotas = draft.quotas();
  }

  /** Obtains capacity at the site, as far as there can be any. */
  void obtain(Job gang, SiteCycle site) {
    CyclePower power = site.power();
    GangShape shape = gang.spec().shape();
    if (!quotas.couldEverAllow(gang) || !power.couldEverAllow(shape)) {
      return;
    }
    if (site.placesItself() && !site.holdsNow(gang)) {
      return; // It waits for the site's word or quota, which no job of ours can free for it alone.
    }
    if (takesWhatIsFreed(gang, site) || preempts(gang, site)) {
      return;
    }
    if (!power.allowsSoon(gang)) {
      waitForPower(gang, site);
    } else if (!quotas.allowsSoon(gang)) {
      waitForQuota(gang, site);
    } else if (!site.placesItself() && site.timeline().reservation().isEmpty()) {
      site.reservation(gang, () -> draft.holding(site))
          .ifPresent(reservation -> {
            site.timeline().reserve(reservation);
            quotas.claim(gang);
            draft.reserve(gang);
          });
    }
  }

  private boolean takesWhatIsFreed(Job gang, SiteCycle site) {
    if (!draft.isReleasing() || !quotas.allowsSoon(gang) || !site.power().allowsSoon(gang)) {
      return false;
    }
    PreemptionTrial trial = site.trial(gang.spec().shape());
    if (!trial.fits()) {
      return false;
    }
    commit(gang, site, trial);
    return true;
  }

  private boolean preempts(Job gang, SiteCycle site) {
    if (draft.preemptible().isEmpty()) {
      return false;
    }
    PreemptionVictims victims =
        new PreemptionVictims(draft.view(), quotas, site.power(), ordering, draft.nowNanos());
    List<Job> candidates = victims.candidates(gang, draft.preemptible());
    candidates.removeIf(job -> !site.is(draft.siteOf(job)));
    if (candidates.isEmpty()) {
      return false;
    }
    PreemptionTrial trial = site.trial(gang.spec().shape());
    List<Job> chosen = victims.choose(gang, trial, candidates);
    if (chosen.isEmpty()) {
      return false;
    }
    chosen.forEach(victim -> draft.preempt(victim, gang));
    commit(gang, site, trial);
    return true;
  }

  private void commit(Job gang, SiteCycle site, PreemptionTrial trial) {
    if (!site.placesItself()) {
      site.timeline().commit(trial);
    }
    quotas.claim(gang);
    site.power().claim(gang);
    draft.reserve(gang);
  }

  /**
   * Only one gang at a time: what a second one claimed might be available to others much sooner.
   */
  private void waitForPower(Job gang, SiteCycle site) {
    if (!powerClaimed
        && quotas.allowsSoon(gang)
        && site.cache().fitsEmptySite(gang.spec().shape())) {
      powerClaimed = true;
      site.power().claim(gang);
      draft.reserve(gang);
    }
  }

  /** Two borrowers that hold claims while yielding to each other's owners would wait forever. */
  private void waitForQuota(Job gang, SiteCycle site) {
    if (quotas.claimant(gang.spec().project()).isEmpty()
        && !quotas.yieldsToOwners(gang)
        && site.cache().fitsEmptySite(gang.spec().shape())) {
      quotas.claim(gang);
    }
  }
}
