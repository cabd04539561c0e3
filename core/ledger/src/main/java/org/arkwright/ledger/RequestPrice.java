package org.arkwright.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Map;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.unit.Money;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.Workload;

/**
 * The estimated energy, emissions and cost of one request to a model, reported with its answer. It
 * is modelled: a working replica draws the peak power of its holdings, shared evenly by its
 * concurrent requests. The ledger counts the replica's whole time, including idle hours, and so
 * amounts to more.
 */
public record RequestPrice(Joules joules, GramsCo2 grams, Money cost) {
  private static final Account ANY =
      new Account.Use(ProjectName.DEFAULT, "", new Workload(Workload.Kind.DEPLOYMENT, "any"));

  /**
   * Returns the price of a request.
   *
   * @param replica the replica's holdings
   * @param activeNanos how long the replica worked on it
   * @param sharers number of concurrent requests, at least 1
   */
  public static RequestPrice of(
      SiteSettings site,
      Holding replica,
      long tokensIn,
      long tokensOut,
      long activeNanos,
      int sharers) {
    BigDecimal seconds =
        BigDecimal.valueOf(activeNanos, 9)
            .divide(BigDecimal.valueOf(sharers), 9, RoundingMode.HALF_EVEN);
    BigDecimal coreSeconds = Holding.thousandths(replica.cpuMillis()).multiply(seconds);
    BigDecimal wattSeconds = site.power().cpuCore().peak().multiply(coreSeconds);
    boolean byTokens = tokensIn + tokensOut > 0;
    Money cost =
        money(site, byTokens, Meter.CPU_SECONDS, "", coreSeconds)
            .plus(
                money(
                    site,
                    byTokens,
                    Meter.MEMORY_BYTE_SECONDS,
                    "",
                    BigDecimal.valueOf(replica.memoryBytes()).multiply(seconds)))
            .plus(money(site, byTokens, Meter.TOKENS_IN, "", BigDecimal.valueOf(tokensIn)))
            .plus(money(site, byTokens, Meter.TOKENS_OUT, "", BigDecimal.valueOf(tokensOut)));
    for (Map.Entry<String, Integer> device : replica.devices().entrySet()) {
      BigDecimal deviceSeconds = Holding.thousandths(device.getValue()).multiply(seconds);
      wattSeconds =
          wattSeconds.add(site.power().device(device.getKey()).peak().multiply(deviceSeconds));
      cost = cost.plus(money(site, byTokens, Meter.DEVICE_SECONDS, device.getKey(), deviceSeconds));
    }
    Joules joules = new Joules(wattSeconds).times(site.pue());
    return new RequestPrice(joules, joules.at(site.carbonPerKilowattHour()), cost);
  }

  private static Money money(
      SiteSettings site, boolean byTokens, Meter meter, String item, BigDecimal quantity) {
    LineKey key = new LineKey(LocalDate.EPOCH, ANY, meter, item, Basis.MODELLED);
    return Tariff.price(site, new EnergyRates(), key, quantity, byTokens, 0, 0).cost();
  }
}
