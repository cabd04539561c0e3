package org.arkwright.ledger;

import java.math.BigDecimal;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.unit.Money;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Workload;

/**
 * The price and the emissions of a quantity under a site's settings. Each result is rounded once,
 * as {@link Money#per} and {@link Joules#at} do.
 */
final class Tariff {
  private static final BigDecimal HOUR_SECONDS = BigDecimal.valueOf(3600);
  private static final BigDecimal GIBIBYTE_HOUR = BigDecimal.valueOf(3600L << 30);
  private static final BigDecimal KILOWATT_HOUR = BigDecimal.valueOf(3_600_000);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private Tariff() {}

  /**
   * Returns the totals of a quantity used evenly over a period.
   *
   * @param byTokens whether tokens pay for it, where they have a price
   * @param fromNanos beginning of the period
   * @param toNanos end of the period
   */
  static Tally price(
      SiteSettings site,
      EnergyRates rates,
      LineKey key,
      BigDecimal quantity,
      boolean byTokens,
      long fromNanos,
      long toNanos) {
    boolean paid =
        (byTokens || isFreeReplica(site.prices(), key.account())) && chargesTokens(site.prices());
    boolean energy = key.meter() == Meter.JOULES && quantity.signum() > 0;
    Money cost =
        energy && key.account() instanceof Account.Use && !paid
            ? energy(site, rates, key, quantity, fromNanos, toNanos)
            : cost(site, key, quantity, paid);
    return new Tally(
        quantity,
        cost,
        energy ? grams(site, rates, key, quantity, fromNanos, toNanos) : GramsCo2.ZERO);
  }

  /** Home has energy series, other sites a fixed price. */
  private static Money energy(
      SiteSettings site, EnergyRates rates, LineKey key, BigDecimal joules, long from, long to) {
    return site.beside(key.site())
        .map(away -> away.kilowattHour().per(KILOWATT_HOUR, joules))
        .orElseGet(() -> rates.cost(joules, from, to));
  }

  private static GramsCo2 grams(
      SiteSettings site, EnergyRates rates, LineKey key, BigDecimal joules, long from, long to) {
    return site.beside(key.site())
        .map(away -> new Joules(joules).at(away.carbonPerKilowattHour()))
        .orElseGet(() -> rates.grams(site, joules, from, to));
  }

  private static Money cost(
      SiteSettings site, LineKey key, BigDecimal quantity, boolean paidByTokens) {
    if (!(key.account() instanceof Account.Use)) {
      return Money.ZERO;
    }
    SiteSettings.Prices prices = site.beside(key.site()).map(Site::prices).orElse(site.prices());
    return switch (key.meter()) {
      case DEVICE_SECONDS ->
          paidByTokens ? Money.ZERO : prices.deviceHour(key.item()).per(HOUR_SECONDS, quantity);
      case CPU_SECONDS -> paidByTokens ? Money.ZERO : prices.cpuHour().per(HOUR_SECONDS, quantity);
      case MEMORY_BYTE_SECONDS ->
          paidByTokens ? Money.ZERO : prices.gibibyteHour().per(GIBIBYTE_HOUR, quantity);
      case TOKENS_IN -> site.prices().thousandTokensIn().per(THOUSAND, quantity);
      case TOKENS_OUT -> site.prices().thousandTokensOut().per(THOUSAND, quantity);
      case CPU_SECONDS_BUSY, REQUESTS, BYTES_IN, BYTES_OUT, JOULES, JOULES_ATTRIBUTED -> Money.ZERO;
    };
  }

  /** Whether it is a replica's under prices of a version that charged replicas no time. */
  private static boolean isFreeReplica(SiteSettings.Prices prices, Account account) {
    return !prices.replicaTime()
        && account instanceof Account.Use use
        && use.workload().kind() == Workload.Kind.DEPLOYMENT;
  }

  private static boolean chargesTokens(SiteSettings.Prices prices) {
    return !prices.thousandTokensIn().isZero() || !prices.thousandTokensOut().isZero();
  }
}
