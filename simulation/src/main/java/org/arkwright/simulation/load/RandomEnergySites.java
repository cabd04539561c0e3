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
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;
import org.arkwright.simulation.time.SeededRandom;

/** Random power envelopes, sites beside home, and random series of prices and emissions. */
public final class RandomEnergySites {
  /** When simulated time begins. */
  public static final Instant EPOCH = Instant.parse("2026-11-24T00:00:00Z");

  private RandomEnergySites() {}

  /** The other site, where every second node stands. */
  static final String AWAY = "away";

  /** An envelope, or the end of one; and mostly two sites, or the end of that. */
  static Command envelope(SeededRandom dice) {
    Optional<BigDecimal> kilowatts =
        dice.permille(250)
            ? Optional.empty()
            : Optional.of(BigDecimal.valueOf(dice.between(2, 120), 1));
    SiteSettings home = SiteSettings.DEFAULT.withEnvelope(kilowatts);
    // Of the envelope, so that no run of a known seed draws other lots.
    int tenths = kilowatts.map(limit -> limit.movePointRight(1).intValue()).orElse(0);
    return new UsageCommand.SetSite(tenths % 3 == 1 ? home : home.withSites(away(tenths, home)));
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

  /** A few minutes around that one, so that nothing is held for long. */
  static Command signal(long atNanos, SeededRandom dice) {
    List<Long> values = new ArrayList<>();
    int slots = dice.between(2, 4);
    for (int i = 0; i < slots; i++) {
      values.add(1000L * dice.between(1, 600_000));
    }
    long begins = EPOCH.getEpochSecond() * 1_000_000_000L + atNanos;
    return new Command.SetEnergySeries(
        new EnergySeries(
            dice.pick(List.of(EnergySeries.Kind.values())),
            Math.floorDiv(begins, EnergySeries.SLOT_NANOS_MIN) * EnergySeries.SLOT_NANOS_MIN,
            EnergySeries.SLOT_NANOS_MIN,
            values));
  }

  /** A moment within the run, or a little after it. */
  static Instant deadline(SeededRandom dice) {
    return EPOCH.plusSeconds(dice.between(60L, 900L));
  }
}
