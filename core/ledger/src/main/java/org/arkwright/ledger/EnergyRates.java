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
 * What energy costs and emits at the time at which it is used: by series where the site has them,
 * each slot counting for as long as it lasted. Before a series begins its first value holds, after
 * its end the last. Without a series energy costs nothing of its own, and emits what the site says.
 */
final class EnergyRates {
  private final Map<EnergySeries.Kind, EnergySeries> signals =
      new EnumMap<>(EnergySeries.Kind.class);

  /** Millionths of a unit and a kilowatt-hour's joules. */
  private static final BigDecimal UNIT = BigDecimal.valueOf(3_600_000L * 1_000_000L);

  void use(EnergySeries signal) {
    signals.put(signal.kind(), signal);
  }

  Collection<EnergySeries> signals() {
    return Collections.unmodifiableCollection(signals.values());
  }

  /** The energy of some time at the tariff; rounded once. */
  Money cost(BigDecimal joules, long fromNanos, long toNanos) {
    return Optional.ofNullable(signals.get(EnergySeries.Kind.TARIFF))
        .map(tariff -> new Money(times(tariff, joules, fromNanos, toNanos, Money.DECIMALS)))
        .orElse(Money.ZERO);
  }

  /** What the energy of some time emitted; rounded once. */
  GramsCo2 grams(SiteSettings site, BigDecimal joules, long fromNanos, long toNanos) {
    return Optional.ofNullable(signals.get(EnergySeries.Kind.CARBON))
        .map(carbon -> new GramsCo2(times(carbon, joules, fromNanos, toNanos, GramsCo2.DECIMALS)))
        .orElseGet(() -> new Joules(joules).at(site.carbonPerKilowattHour()));
  }

  private static BigDecimal times(
      EnergySeries signal, BigDecimal joules, long fromNanos, long toNanos, int decimals) {
    long to = Math.max(fromNanos + 1, toNanos);
    BigInteger sum = BigInteger.ZERO;
    long at = fromNanos;
    while (at < to) {
      int slot = slot(signal, at);
      long end = Math.min(to, slotEnds(signal, at, slot));
      sum =
          sum.add(
              BigInteger.valueOf(signal.millionths().get(slot))
                  .multiply(BigInteger.valueOf(end - at)));
      at = end;
    }
    return joules
        .multiply(new BigDecimal(sum))
        .divide(
            UNIT.multiply(BigDecimal.valueOf(to - fromNanos)), decimals, RoundingMode.HALF_EVEN);
  }

  private static int slot(EnergySeries signal, long atNanos) {
    return signal
        .slotAt(atNanos)
        .orElse(atNanos < signal.beginsNanos() ? 0 : signal.millionths().size() - 1);
  }

  private static long slotEnds(EnergySeries signal, long atNanos, int slot) {
    return atNanos >= signal.endsNanos() ? Long.MAX_VALUE : signal.beginsNanos(slot + 1);
  }
}
