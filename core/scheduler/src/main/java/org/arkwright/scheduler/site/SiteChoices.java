package org.arkwright.scheduler.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.energy.EnergyWait;
import org.arkwright.scheduler.forecast.ExpectedRuns;
import org.arkwright.scheduler.site.SiteOffer.Verdict;

/**
 * Which site a gang goes to, in one cycle: the cheapest that meets its deadline, where waiting has
 * a price; where none meets it, the one where it ends first (docs/adr/0022).
 */
public final class SiteChoices {
  private final List<SiteCycle> grounds;
  private final SitePrices prices;
  private final long nowNanos;

  public SiteChoices(List<SiteCycle> grounds, SitePrices prices, long nowNanos) {
    this.grounds = grounds;
    this.prices = prices;
    this.nowNanos = nowNanos;
  }

  /**
   * Where a gang goes.
   *
   * @param roomNanos when it is expected to get its room there
   * @param spared whether it waits though another site had room at once
   * @param offers of all sites, home first, for who wants to read them
   */
  public record Choice(
      SiteCycle ground,
      boolean now,
      long roomNanos,
      boolean spared,
      Supplier<List<SiteOffer>> offers) {}

  private record Bid(SiteCycle ground, boolean now, long roomNanos, SiteOffer offer, boolean late) {
    static final Comparator<Bid> CHEAPEST =
        Comparator.comparing(Bid::late)
            .thenComparingLong(bid -> bid.late ? bid.offer.endsNanos().orElseThrow() : 0)
            .thenComparingLong(bid -> bid.offer.costs().sum())
            .thenComparingLong(bid -> bid.offer.runsNanos().orElseThrow());
  }

  /** The choice for a gang; empty when no site could ever hold it. */
  public Optional<Choice> choose(Job gang) {
    List<Optional<Bid>> bids = new ArrayList<>(grounds.size());
    Optional<Bid> best = Optional.empty();
    boolean room = false;
    for (SiteCycle ground : grounds) {
      Optional<Bid> bid = bid(gang, ground);
      bids.add(bid);
      if (bid.isPresent() && (best.isEmpty() || Bid.CHEAPEST.compare(bid.get(), best.get()) < 0)) {
        best = bid;
      }
      room = room || bid.filter(Bid::now).isPresent();
    }
    boolean somewhere = room;
    return best.map(chosen ->
        new Choice(
            chosen.ground,
            chosen.now,
            chosen.roomNanos,
            somewhere && !chosen.now,
            () -> offers(bids, chosen)));
  }

  private List<SiteOffer> offers(List<Optional<Bid>> bids, Bid chosen) {
    List<SiteOffer> offers = new ArrayList<>();
    for (int i = 0; i < grounds.size(); i++) {
      SiteCycle ground = grounds.get(i);
      offers.add(bids.get(i).map(bid -> judged(bid, chosen)).orElseGet(() -> impossible(ground)));
    }
    return offers;
  }

  private Optional<Bid> bid(Job gang, SiteCycle ground) {
    if (!ground.couldEverHold(gang.spec().shape())) {
      return Optional.empty();
    }
    boolean now = ground.holdsNow(gang);
    OptionalLong room = now ? OptionalLong.of(nowNanos) : ground.line(gang).roomNanos(gang);
    if (room.isEmpty()) {
      return Optional.empty();
    }
    long length = ExpectedRuns.nanos(gang);
    long before = ground.site().startUpNanos() + prices.transferNanos(gang, ground.site());
    long runs = room.getAsLong() + before;
    SiteOffer offer =
        new SiteOffer(
            ground.site().name(),
            OptionalLong.of(runs),
            OptionalLong.of(runs + length),
            now,
            prices.of(gang, ground, room.getAsLong(), before + length, length, runs - nowNanos),
            Verdict.DEARER);
    boolean late =
        gang.spec()
            .scheduling()
            .deadline()
            .filter(end -> runs + length > EnergyWait.nanos(end))
            .isPresent();
    return Optional.of(new Bid(ground, now, room.getAsLong(), offer, late));
  }

  private static SiteOffer judged(Bid bid, Bid chosen) {
    SiteOffer offer = bid.offer;
    Verdict verdict =
        bid.equals(chosen) ? Verdict.CHOSEN : bid.late ? Verdict.LATE : Verdict.DEARER;
    return new SiteOffer(
        offer.site(), offer.runsNanos(), offer.endsNanos(), offer.now(), offer.costs(), verdict);
  }

  private static SiteOffer impossible(SiteCycle ground) {
    return new SiteOffer(
        ground.site().name(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        SiteOffer.Costs.NONE,
        Verdict.IMPOSSIBLE);
  }
}
