package org.arkwright.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.SiteSettings.Watts;
import org.arkwright.model.unit.Joules;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity.Basis;

/** The postings since the last {@link #clear}, made at the prices in force. */
final class Postings {
  private static final long DAY_NANOS = 86_400_000_000_000L;

  /** A hash map, because ordering keys takes up to nine comparisons. */
  private final Map<LineKey, Tally> lines = new LinkedHashMap<>();

  private final EnergyRates rates = new EnergyRates();
  private SiteSettings settings = SiteSettings.DEFAULT;

  void use(SiteSettings changed) {
    settings = changed;
  }

  void use(EnergySeries series) {
    rates.use(series);
  }

  Collection<EnergySeries> energySeries() {
    return rates.energySeries();
  }

  SiteSettings site() {
    return settings;
  }

  int lineCount() {
    return lines.size();
  }

  NavigableMap<LineKey, Tally> lines() {
    return new TreeMap<>(lines);
  }

  void clear() {
    lines.clear();
  }

  /**
   * Posts time in which resources were offered, held or idle, split by day.
   *
   * @param drawing the part whose energy is modelled here
   * @param byTokens whether the time is paid for by tokens, where they have a price
   */
  void time(
      String at,
      Account account,
      Holding holding,
      Holding drawing,
      boolean byTokens,
      long fromNanos,
      long toNanos) {
    long from = fromNanos;
    while (from < toNanos) {
      long to = Math.min(toNanos, Math.floorDiv(from, DAY_NANOS) * DAY_NANOS + DAY_NANOS);
      postPeriod(place(at), account, holding, drawing, byTokens, from, to);
      from = to;
    }
  }

  /** The site to post to: home, unless it is one of several configured sites. */
  private String place(String site) {
    return settings.beside(site).map(Site::name).orElse(Site.HOME);
  }

  private void postPeriod(
      String at,
      Account account,
      Holding holding,
      Holding drawing,
      boolean byTokens,
      long from,
      long to) {
    BigDecimal seconds = BigDecimal.valueOf(to - from, 9);
    BigDecimal coreSeconds = Holding.thousandths(holding.cpuMillis()).multiply(seconds);
    post(at, from, account, Meter.CPU_SECONDS, "", Basis.MEASURED, byTokens, coreSeconds);
    post(
        at,
        from,
        account,
        Meter.MEMORY_BYTE_SECONDS,
        "",
        Basis.MEASURED,
        byTokens,
        BigDecimal.valueOf(holding.memoryBytes()).multiply(seconds));
    for (Map.Entry<String, Integer> device : holding.devices().entrySet()) {
      BigDecimal deviceSeconds = Holding.thousandths(device.getValue()).multiply(seconds);
      post(
          at,
          from,
          account,
          Meter.DEVICE_SECONDS,
          device.getKey(),
          Basis.MEASURED,
          byTokens,
          deviceSeconds);
    }
    joules(
        at,
        from,
        from,
        to,
        account,
        watts(account, drawing).multiply(seconds),
        Basis.MODELLED,
        byTokens ? 1000 : 0);
  }

  /** The modelled power: the idle power of cores, and the peak power of devices in use. */
  private BigDecimal watts(Account account, Holding drawing) {
    boolean busy = account instanceof Account.Use;
    BigDecimal sum =
        settings.power().cpuCore().idle().multiply(Holding.thousandths(drawing.cpuMillis()));
    for (Map.Entry<String, Integer> device : drawing.devices().entrySet()) {
      Watts watts = settings.power().device(device.getKey());
      BigDecimal each = busy ? watts.peak() : watts.idle();
      sum = sum.add(each.multiply(Holding.thousandths(device.getValue())));
    }
    // A rank with measured energy may outlive the removal of its lost node from the gang's
    // holdings.
    return busy ? sum.max(BigDecimal.ZERO) : sum;
  }

  /**
   * Posts the work of cores and, unless it is measured, its energy above the idle power that their
   * time has been posted with. It is posted to the day of its end.
   *
   * @param tokenThousandths the part of it that tokens pay for, where they have a price
   */
  void work(
      String at,
      Account account,
      BigDecimal coreSeconds,
      Basis basis,
      boolean drawing,
      int tokenThousandths,
      long fromNanos,
      long atNanos) {
    String place = place(at);
    post(place, atNanos, account, Meter.CPU_SECONDS_BUSY, "", basis, false, coreSeconds);
    if (drawing) {
      Watts core = settings.power().cpuCore();
      BigDecimal wattSeconds = core.peak().subtract(core.idle()).multiply(coreSeconds);
      joules(
          place,
          atNanos,
          fromNanos,
          atNanos,
          account,
          wattSeconds,
          Basis.MODELLED,
          tokenThousandths);
    }
  }

  /**
   * Posts the part of energy measured between {@code startedNanos} and {@code atNanos} that falls
   * after {@code bookedNanos}, assuming constant power. It is posted to the day of its end.
   *
   * @param tokenThousandths the part of it that tokens pay for, where they have a price
   */
  void counted(
      String at,
      Account account,
      BigDecimal joules,
      int tokenThousandths,
      long startedNanos,
      long bookedNanos,
      long atNanos) {
    if (atNanos > bookedNanos) {
      BigDecimal left =
          joules
              .multiply(BigDecimal.valueOf(atNanos - bookedNanos))
              .divide(
                  BigDecimal.valueOf(atNanos - startedNanos),
                  Joules.DECIMALS,
                  RoundingMode.HALF_EVEN);
      joules(
          place(at),
          atNanos,
          bookedNanos,
          atNanos,
          account,
          left,
          Basis.MEASURED,
          tokenThousandths);
    }
  }

  /** Posts the energy of components, multiplied by the power usage effectiveness of the site. */
  private void joules(
      String at,
      long dayNanos,
      long fromNanos,
      long toNanos,
      Account account,
      BigDecimal wattSeconds,
      Basis basis,
      int tokenThousandths) {
    BigDecimal pue = settings.beside(at).map(Site::pue).orElse(settings.pue());
    BigDecimal joules = wattSeconds.multiply(pue).setScale(Joules.DECIMALS, RoundingMode.HALF_EVEN);
    LineKey key = new LineKey(day(dayNanos), account, Meter.JOULES, "", basis, at);
    BigDecimal byTokens =
        joules
            .multiply(BigDecimal.valueOf(tokenThousandths, 3))
            .setScale(Joules.DECIMALS, RoundingMode.HALF_EVEN);
    post(key, byTokens, true, fromNanos, toNanos);
    post(key, joules.subtract(byTokens), false, fromNanos, toNanos);
  }

  /** Posts a quantity used at a point in time. */
  private void post(
      String at,
      long atNanos,
      Account account,
      Meter meter,
      String item,
      Basis basis,
      boolean byTokens,
      BigDecimal quantity) {
    LineKey key = new LineKey(day(atNanos), account, meter, item, basis, at);
    post(key, quantity, byTokens, atNanos, atNanos);
  }

  /** Posts a quantity used evenly over a period, to the day of its beginning. */
  void post(
      long fromNanos,
      long toNanos,
      Account account,
      Meter meter,
      Basis basis,
      BigDecimal quantity) {
    post(
        new LineKey(day(fromNanos), account, meter, "", basis),
        quantity,
        false,
        fromNanos,
        toNanos);
  }

  private void post(
      LineKey key, BigDecimal quantity, boolean byTokens, long fromNanos, long toNanos) {
    if (quantity.signum() != 0) {
      Tally tally = Tariff.price(settings, rates, key, quantity, byTokens, fromNanos, toNanos);
      lines.merge(key, tally, Tally::plus);
    }
  }

  private static LocalDate day(long atNanos) {
    return LocalDate.ofInstant(
        Instant.ofEpochSecond(Math.floorDiv(atNanos, 1_000_000_000L)), ZoneOffset.UTC);
  }
}
