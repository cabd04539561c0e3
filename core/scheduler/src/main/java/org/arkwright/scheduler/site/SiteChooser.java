package org.arkwright.scheduler.site;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.arkwright.model.job.Job;

/** The choice of a site for each gang in one cycle. */
public sealed interface SiteChooser permits OnlySite, SiteChoices {
  /**
   * Returns the choice for a gang; empty when no site could ever hold it.
   *
   * @param allowed whether quota lets a gang start now
   */
  Optional<Choice> choose(Job gang, Predicate<Job> allowed);

  /** Takes note of a gang, with its allocation, that this cycle starts at a site. */
  void starts(Job gang, SiteCycle siteCycle);

  /** Takes note of a gang that waits for the capacity of the site chosen for it. */
  Wait waits(Job gang, Choice choice);

  /**
   * The site chosen for a gang.
   *
   * @param now whether it may start there now, as far as the site is concerned; false where there
   *     is no choice and quota forbids it
   * @param availableNanos when its capacity is expected to be available there
   * @param deferred whether it waits although another site has capacity now
   * @param offers the offers of all sites, home first, computed on demand
   */
  record Choice(
      SiteCycle siteCycle,
      boolean now,
      long availableNanos,
      boolean deferred,
      Supplier<List<SiteOffer>> offers) {}

  /**
   * What the wait of one gang means for the rest of the cycle.
   *
   * @param chooseAgainNanos when the choice may be another one although nothing happens
   * @param nextMayStart whether the next gang of the class may start, at another site
   */
  record Wait(OptionalLong chooseAgainNanos, boolean nextMayStart) {}
}
