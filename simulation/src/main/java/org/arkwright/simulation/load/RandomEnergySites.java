package org.arkwright.simulation.load;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Command;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Placing;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;
import org.arkwright.simulation.site.SimulatedCluster;
import org.arkwright.simulation.time.SeededRandom;

/** Random power envelopes, sites beside home, and random series of prices and emissions. */
public final class RandomEnergySites {
  /** The beginning of simulated time. */
  public static final Instant EPOCH = Instant.parse("2026-11-24T00:00:00Z");

  private RandomEnergySites() {}

  /** The name of the second site, which has every second node. */
  static final String AWAY = "away";

  /**
   * Draws settings with or without an envelope, mostly with a second site.
   *
   * @param cluster a site that is always there; empty where there is none
   */
  static Command envelope(SeededRandom random, Optional<Site> cluster) {
    Optional<BigDecimal> kilowatts =
        random.permille(250)
            ? Optional.empty()
            : Optional.of(BigDecimal.valueOf(random.between(2, 120), 1));
    SiteSettings home = SiteSettings.DEFAULT.withEnvelope(kilowatts);
    // Derived from the envelope, so that known seeds keep their sequence of draws.
    int tenths = kilowatts.map(limit -> limit.movePointRight(1).intValue()).orElse(0);
    SiteSettings drawn = tenths % 3 == 1 ? home : home.withSites(away(tenths, home));
    return new UsageCommand.SetSite(cluster.map(site -> with(site, drawn)).orElse(drawn));
  }

  private static SiteSettings with(Site cluster, SiteSettings settings) {
    Sites beside =
        settings.sites().orElseGet(() -> new Sites(Money.ZERO, new TreeMap<>(), List.of()));
    List<Site> others = new ArrayList<>(beside.others());
    others.add(cluster);
    return settings.withSites(new Sites(beside.waitHour(), beside.projectWaitHour(), others));
  }

  /** Settings with a cluster beside home. */
  static Command withCluster(Site cluster) {
    return new UsageCommand.SetSite(with(cluster, SiteSettings.DEFAULT));
  }

  /** Draws the terms of a cluster that places by itself; it costs little, so that it is asked. */
  public static Site cluster(SeededRandom random) {
    Site home = Site.home(SiteSettings.DEFAULT);
    return new Site(
        SimulatedCluster.SITE,
        home.prices(),
        home.pue(),
        home.carbonPerKilowattHour(),
        Money.ZERO,
        Optional.empty(),
        List.of(),
        random.permille(500)
            ? Resources.UNLIMITED
            : new Resources(1000L * random.between(4, 24), Resources.UNLIMITED_AMOUNT, 8000),
        Optional.empty(),
        Placing.BY_SITE);
  }

  private static Sites away(int tenths, SiteSettings home) {
    Site like = Site.home(home);
    return new Sites(
        new Money(BigDecimal.valueOf(tenths % 7)),
        new TreeMap<>(),
        List.of(
            new Site(
                AWAY,
                SiteSettings.Prices.DEFAULT,
                like.pue(),
                like.carbonPerKilowattHour(),
                new Money(BigDecimal.valueOf(tenths % 5)),
                Optional.empty(),
                List.of(),
                new Resources(
                    1000L * (4 + tenths / 8), Resources.UNLIMITED_AMOUNT, 1000L * (tenths % 9)),
                Optional.of(
                    new Site.Rent(Duration.ofSeconds(tenths % 20), Duration.ofMinutes(1))))));
  }

  /** Draws a series of a few minutes around the given time, so that nothing is held for long. */
  static Command energySeries(long atNanos, SeededRandom random) {
    List<Long> values = new ArrayList<>();
    int slots = random.between(2, 4);
    for (int i = 0; i < slots; i++) {
      values.add(1000L * random.between(1, 600_000));
    }
    long begins = EPOCH.getEpochSecond() * 1_000_000_000L + atNanos;
    return new Command.SetEnergySeries(
        new EnergySeries(
            random.pick(List.of(EnergySeries.Kind.values())),
            Math.floorDiv(begins, EnergySeries.SLOT_NANOS_MIN) * EnergySeries.SLOT_NANOS_MIN,
            EnergySeries.SLOT_NANOS_MIN,
            values));
  }

  /** Draws a deadline within the run or shortly after it. */
  static Instant deadline(SeededRandom random) {
    return EPOCH.plusSeconds(random.between(60L, 900L));
  }
}
