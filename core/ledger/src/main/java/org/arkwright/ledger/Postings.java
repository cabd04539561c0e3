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

/** Where bookings are made, at the prices that hold when they are. */
final class Postings {
  private static final long DAY_NANOS = 86_400_000_000_000L;

  /** Found by hash: a key's order goes through up to nine comparisons. */
  private final Map<LineKey, Tally> lines = new LinkedHashMap<>();

  private final EnergyRates rates = new EnergyRates();
  private SiteSettings settings = SiteSettings.DEFAULT;

  void use(SiteSettings changed) {
    settings = changed;
  }

  void use(EnergySeries signal) {
    rates.use(signal);
  }

  Collection<EnergySeries> signals() {
    return rates.signals();
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
   * Time that something was offered, held or idle; each day gets its part.
   *
   * @param drawing the part of it whose energy is modelled here
   */
  void time(
      String at, Account account, Holding holding, Holding drawing, long fromNanos, long toNanos) {
    long from = fromNanos;
    while (from < toNanos) {
      long to = Math.min(toNanos, Math.floorDiv(from, DAY_NANOS) * DAY_NANOS + DAY_NANOS);
      stretch(place(at), account, holding, drawing, from, to);
      from = to;
    }
  }

  /** Where it is entered: at home, unless that is one of several sites. */
  private String place(String site) {
    return settings.beside(site).map(Site::name).orElse(Site.HOME);
  }

  private void stretch(
      String at, Account account, Holding holding, Holding drawing, long from, long to) {
    BigDecimal seconds = BigDecimal.valueOf(to - from, 9);
    BigDecimal coreSeconds = Holding.thousandths(holding.cpuMillis()).multiply(seconds);
    book(at, from, account, Meter.CPU_SECONDS, "", Basis.MEASURED, coreSeconds);
    book(
        at,
        from,
        account,
        Meter.MEMORY_BYTE_SECONDS,
        "",
        Basis.MEASURED,
        BigDecimal.valueOf(holding.memoryBytes()).multiply(seconds));
    for (Map.Entry<String, Integer> device : holding.devices().entrySet()) {
      BigDecimal deviceSeconds = Holding.thousandths(device.getValue()).multiply(seconds);
      book(at, from, account, Meter.DEVICE_SECONDS, device.getKey(), Basis.MEASURED, deviceSeconds);
    }
    joules(at, from, from, to, account, watts(account, drawing).multiply(seconds), Basis.MODELLED);
  }

  /** Of cores what they draw without work; of devices in use, what they draw at most. */
  private BigDecimal watts(Account account, Holding drawing) {
    boolean busy = account instanceof Account.Use;
    BigDecimal sum =
        settings.power().cpuCore().idle().multiply(Holding.thousandths(drawing.cpuMillis()));
    for (Map.Entry<String, Integer> device : drawing.devices().entrySet()) {
      Watts watts = settings.power().device(device.getKey());
      BigDecimal each = busy ? watts.peak() : watts.idle();
      sum = sum.add(each.multiply(Holding.thousandths(device.getValue())));
    }
    // A gang's counted rank may outlive a lost node's place in what the gang holds.
    return busy ? sum.max(BigDecimal.ZERO) : sum;
  }

  /**
   * Work of cores, and unless that is counted what it draws above the idle power that their time
   * has in the books already. It is entered where it ended.
   */
  void work(
      String at,
      Account account,
      BigDecimal coreSeconds,
      Basis basis,
      boolean drawing,
      long fromNanos,
      long atNanos) {
    String place = place(at);
    book(place, atNanos, account, Meter.CPU_SECONDS_BUSY, "", basis, coreSeconds);
    if (drawing) {
      Watts core = settings.power().cpuCore();
      BigDecimal wattSeconds = core.peak().subtract(core.idle()).multiply(coreSeconds);
      joules(place, atNanos, fromNanos, atNanos, account, wattSeconds, Basis.MODELLED);
    }
  }

  /**
   * Energy that was counted evenly between two moments, of which the books had what was before a
   * third. It is entered where it ended.
   */
  void counted(
      String at,
      Account account,
      BigDecimal joules,
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
      joules(place(at), atNanos, bookedNanos, atNanos, account, left, Basis.MEASURED);
    }
  }

  /** Energy of the parts; the site draws more by the power usage effectiveness. */
  private void joules(
      String at,
      long dayNanos,
      long fromNanos,
      long toNanos,
      Account account,
      BigDecimal wattSeconds,
      Basis basis) {
    BigDecimal pue = settings.beside(at).map(Site::pue).orElse(settings.pue());
    BigDecimal joules = wattSeconds.multiply(pue).setScale(Joules.DECIMALS, RoundingMode.HALF_EVEN);
    LineKey key = new LineKey(day(dayNanos), account, Meter.JOULES, "", basis, at);
    book(key, joules, fromNanos, toNanos);
  }

  /** A quantity that was used in no time that matters. */
  private void book(
      String at,
      long atNanos,
      Account account,
      Meter meter,
      String item,
      Basis basis,
      BigDecimal quantity) {
    LineKey key = new LineKey(day(atNanos), account, meter, item, basis, at);
    book(key, quantity, atNanos, atNanos);
  }

  /** A quantity that was used evenly between two moments; it is entered where it began. */
  void book(
      long fromNanos,
      long toNanos,
      Account account,
      Meter meter,
      Basis basis,
      BigDecimal quantity) {
    book(new LineKey(day(fromNanos), account, meter, "", basis), quantity, fromNanos, toNanos);
  }

  private void book(LineKey key, BigDecimal quantity, long fromNanos, long toNanos) {
    if (quantity.signum() != 0) {
      Tally tally = Tariff.price(settings, rates, key, quantity, fromNanos, toNanos);
      lines.merge(key, tally, Tally::plus);
    }
  }

  private static LocalDate day(long atNanos) {
    return LocalDate.ofInstant(
        Instant.ofEpochSecond(Math.floorDiv(atNanos, 1_000_000_000L)), ZoneOffset.UTC);
  }
}
