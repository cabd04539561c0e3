package org.arkwright.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.unit.Money;

/**
 * The price and the emissions of energy at the time of its use: by series where the site has them,
 * each slot weighted by its duration. Before the beginning of a series its first value holds, after
 * its end the last. Without a series energy has no price of its own and emits what the site's
 * settings say.
 */
final class EnergyRates {
  private final Map<EnergySeries.Kind, EnergySeries> energySeries =
      new EnumMap<>(EnergySeries.Kind.class);

  /** Millionths of a unit and a kilowatt-hour's joules. */
  private static final BigDecimal UNIT = BigDecimal.valueOf(3_600_000L * 1_000_000L);

  void use(EnergySeries series) {
    energySeries.put(series.kind(), series);
  }

  Collection<EnergySeries> energySeries() {
    return Collections.unmodifiableCollection(energySeries.values());
  }

  /** The price of energy used in a period, by the tariff; rounded once. */
  Money cost(BigDecimal joules, long fromNanos, long toNanos) {
    return Optional.ofNullable(energySeries.get(EnergySeries.Kind.TARIFF))
        .map(tariff -> new Money(times(tariff, joules, fromNanos, toNanos, Money.DECIMALS)))
        .orElse(Money.ZERO);
  }

  /** The emissions of energy used in a period; rounded once. */
  GramsCo2 grams(SiteSettings site, BigDecimal joules, long fromNanos, long toNanos) {
    return Optional.ofNullable(energySeries.get(EnergySeries.Kind.CARBON))
        .map(carbon -> new GramsCo2(times(carbon, joules, fromNanos, toNanos, GramsCo2.DECIMALS)))
        .orElseGet(() -> new Joules(joules).at(site.carbonPerKilowattHour()));
  }

  private static BigDecimal times(
      EnergySeries series, BigDecimal joules, long fromNanos, long toNanos, int decimals) {
    long to = Math.max(fromNanos + 1, toNanos);
    BigInteger sum = BigInteger.ZERO;
    long at = fromNanos;
    while (at < to) {
      int slot = slot(series, at);
      long end = Math.min(to, slotEnds(series, at, slot));
      sum =
          sum.add(
              BigInteger.valueOf(series.millionths().get(slot))
                  .multiply(BigInteger.valueOf(end - at)));
      at = end;
    }
    return joules
        .multiply(new BigDecimal(sum))
        .divide(
            UNIT.multiply(BigDecimal.valueOf(to - fromNanos)), decimals, RoundingMode.HALF_EVEN);
  }

  private static int slot(EnergySeries series, long atNanos) {
    return series
        .slotAt(atNanos)
        .orElse(atNanos < series.beginsNanos() ? 0 : series.millionths().size() - 1);
  }

  private static long slotEnds(EnergySeries series, long atNanos, int slot) {
    return atNanos >= series.endsNanos() ? Long.MAX_VALUE : series.beginsNanos(slot + 1);
  }
}
