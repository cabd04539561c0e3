package org.arkwright.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.arkwright.model.Joules;
import org.arkwright.model.Meter;
import org.arkwright.model.Quantity.Basis;
import org.arkwright.model.Signal;
import org.arkwright.model.Site;
import org.arkwright.model.SiteSettings;
import org.arkwright.model.SiteSettings.Watts;

/** Where bookings are made, at the prices that hold when they are. */
final class Books {
  private static final long DAY_NANOS = 86_400_000_000_000L;

  private final NavigableMap<LineKey, Tally> lines = new TreeMap<>();
  private final EnergyRates rates = new EnergyRates();
  private SiteSettings settings = SiteSettings.DEFAULT;

  void use(SiteSettings changed) {
    settings = changed;
  }

  void use(Signal signal) {
    rates.use(signal);
  }

  Collection<Signal> signals() {
    return rates.signals();
  }

  SiteSettings site() {
    return settings;
  }

  NavigableMap<LineKey, Tally> lines() {
    return Collections.unmodifiableNavigableMap(lines);
  }

  void clear() {
    lines.clear();
  }

  /** Time that something was offered, held or idle; each day gets its part. */
  void time(
      String at, Account account, Holding holding, long fromNanos, long toNanos, boolean energy) {
    long from = fromNanos;
    while (from < toNanos) {
      long to = Math.min(toNanos, Math.floorDiv(from, DAY_NANOS) * DAY_NANOS + DAY_NANOS);
      stretch(place(at), account, holding, from, to, energy);
      from = to;
    }
  }

  /** Where it is entered: at home, unless that is one of several sites. */
  private String place(String site) {
    return settings.beside(site).map(Site::name).orElse(Site.HOME);
  }

  private void stretch(
      String at, Account account, Holding holding, long from, long to, boolean energy) {
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
    boolean busy = account instanceof Account.Use;
    BigDecimal wattSeconds = settings.power().cpuCore().idle().multiply(coreSeconds);
    for (Map.Entry<String, Integer> device : holding.devices().entrySet()) {
      BigDecimal deviceSeconds = Holding.thousandths(device.getValue()).multiply(seconds);
      book(at, from, account, Meter.DEVICE_SECONDS, device.getKey(), Basis.MEASURED, deviceSeconds);
      Watts watts = settings.power().device(device.getKey());
      wattSeconds = wattSeconds.add((busy ? watts.peak() : watts.idle()).multiply(deviceSeconds));
    }
    if (energy) {
      joules(at, from, from, to, account, wattSeconds);
    }
  }

  /**
   * Work of cores: what it draws above the idle power that their time has in the books already. It
   * is entered where it ended.
   */
  void work(
      String at,
      Account account,
      BigDecimal coreSeconds,
      Basis basis,
      long fromNanos,
      long atNanos) {
    String place = place(at);
    book(place, atNanos, account, Meter.CPU_SECONDS_BUSY, "", basis, coreSeconds);
    Watts core = settings.power().cpuCore();
    BigDecimal wattSeconds = core.peak().subtract(core.idle()).multiply(coreSeconds);
    joules(place, atNanos, fromNanos, atNanos, account, wattSeconds);
  }

  private void joules(
      String at,
      long dayNanos,
      long fromNanos,
      long toNanos,
      Account account,
      BigDecimal wattSeconds) {
    BigDecimal pue = settings.beside(at).map(Site::pue).orElse(settings.pue());
    BigDecimal joules = wattSeconds.multiply(pue).setScale(Joules.DECIMALS, RoundingMode.HALF_EVEN);
    LineKey key = new LineKey(day(dayNanos), account, Meter.JOULES, "", Basis.MODELLED, at);
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
