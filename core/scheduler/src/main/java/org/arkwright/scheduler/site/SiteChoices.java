package org.arkwright.scheduler.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.forecast.ExpectedRuns;
import org.arkwright.scheduler.site.SiteOffer.Verdict;

/**
 * The choice of a site for each gang in one cycle: the cheapest that meets the deadline, where
 * waiting has a price; if none meets it, the one where the gang ends first (docs/adr/0022).
 */
public final class SiteChoices implements SiteChooser {
  private static final long RECHECK_NANOS = 1_000_000_000L;

  private final List<SiteCycle> siteCycles;
  private final SitePrices prices;
  private final long nowNanos;

  public SiteChoices(List<SiteCycle> siteCycles, SitePrices prices, long nowNanos) {
    this.siteCycles = siteCycles;
    this.prices = prices;
    this.nowNanos = nowNanos;
  }

  private record Bid(
      SiteCycle siteCycle,
      boolean now,
      long availableNanos,
      SiteOffer offer,
      boolean late,
      boolean declined) {
    /** A site that declined is chosen where there is no other: its word on when is a guess. */
    static final Comparator<Bid> CHEAPEST =
        Comparator.comparing(Bid::declined)
            .thenComparing(Bid::late)
            .thenComparingLong(bid -> bid.late ? bid.offer.endsNanos().orElseThrow() : 0)
            .thenComparingLong(bid -> bid.offer.costs().sum())
            .thenComparingLong(bid -> bid.offer.runsNanos().orElseThrow());
  }

  @Override
  public Optional<Choice> choose(Job gang, Predicate<Job> allowed) {
    List<Optional<Bid>> bids = new ArrayList<>(siteCycles.size());
    Optional<Bid> best = Optional.empty();
    boolean availableNow = false;
    for (SiteCycle siteCycle : siteCycles) {
      Optional<Bid> bid = bid(gang, siteCycle);
      bids.add(bid);
      if (bid.isPresent() && (best.isEmpty() || Bid.CHEAPEST.compare(bid.get(), best.get()) < 0)) {
        best = bid;
      }
      availableNow = availableNow || bid.filter(Bid::now).isPresent();
    }
    boolean availableSomewhere = availableNow;
    return best.map(chosen ->
        new Choice(
            chosen.siteCycle,
            chosen.now,
            chosen.availableNanos,
            availableSomewhere && !chosen.now,
            () -> offers(bids, chosen)));
  }

  @Override
  public void starts(Job gang, SiteCycle siteCycle) {
    siteCycle.started(gang, nowNanos + heldNanos(gang, siteCycle));
  }

  /** Further back in the queue the wait is longer, so another site may be worth its rent. */
  @Override
  public Wait waits(Job gang, Choice choice) {
    SiteCycle siteCycle = choice.siteCycle();
    siteCycle.waits(gang, heldNanos(gang, siteCycle));
    // A job without a known end is expected to run as long again: shortly after its start that time
    // recurs constantly, and an actual end triggers a cycle anyway.
    return new Wait(
        OptionalLong.of(Math.max(choice.availableNanos(), nowNanos + RECHECK_NANOS)),
        choice.deferred());
  }

  /** How long the gang would hold its allocation at the site. */
  private static long heldNanos(Job gang, SiteCycle siteCycle) {
    return siteCycle.site().startUpNanos() + ExpectedRuns.nanos(gang);
  }

  private List<SiteOffer> offers(List<Optional<Bid>> bids, Bid chosen) {
    List<SiteOffer> offers = new ArrayList<>();
    for (int i = 0; i < siteCycles.size(); i++) {
      SiteCycle siteCycle = siteCycles.get(i);
      offers.add(
          bids.get(i).map(bid -> judged(bid, chosen)).orElseGet(() -> impossible(siteCycle)));
    }
    return offers;
  }

  private Optional<Bid> bid(Job gang, SiteCycle siteCycle) {
    if (!siteCycle.couldEverHold(gang.spec().shape())) {
      return Optional.empty();
    }
    boolean now = siteCycle.holdsNow(gang);
    OptionalLong available = siteCycle.availableNanos(gang, now);
    if (available.isEmpty()) {
      return Optional.empty();
    }
    long length = ExpectedRuns.nanos(gang);
    long before = siteCycle.site().startUpNanos() + prices.transferNanos(gang, siteCycle.site());
    long runs = available.getAsLong() + before;
    SiteOffer offer =
        new SiteOffer(
            siteCycle.site().name(),
            OptionalLong.of(runs),
            OptionalLong.of(runs + length),
            now,
            prices.of(
                gang, siteCycle, available.getAsLong(), before + length, length, runs - nowNanos),
            Verdict.COSTS_MORE);
    boolean late =
        gang.spec()
            .scheduling()
            .deadline()
            .filter(end -> runs + length > EnergyWait.nanos(end))
            .isPresent();
    boolean declined = gang.declinedBy(siteCycle.site().name(), nowNanos).isPresent();
    return Optional.of(new Bid(siteCycle, now, available.getAsLong(), offer, late, declined));
  }

  private static SiteOffer judged(Bid bid, Bid chosen) {
    SiteOffer offer = bid.offer;
    Verdict verdict =
        bid.equals(chosen)
            ? Verdict.CHOSEN
            : bid.declined ? Verdict.DECLINED : bid.late ? Verdict.LATE : Verdict.COSTS_MORE;
    return new SiteOffer(
        offer.site(), offer.runsNanos(), offer.endsNanos(), offer.now(), offer.costs(), verdict);
  }

  private static SiteOffer impossible(SiteCycle siteCycle) {
    return new SiteOffer(
        siteCycle.site().name(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        SiteOffer.Costs.NONE,
        Verdict.IMPOSSIBLE);
  }
}
