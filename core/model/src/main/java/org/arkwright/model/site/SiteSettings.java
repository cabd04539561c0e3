package org.arkwright.model.site;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.unit.Decimals;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;

/**
 * What a site costs and draws.
 *
 * @param currency of all money, three capital letters (ISO 4217)
 * @param pue power usage effectiveness: energy of the site over energy of its computers, at least 1
 * @param carbonPerKilowattHour what the grid emits
 * @param policies how work is ordered and placed; absent where the site leaves that to the defaults
 * @param energy what it may draw, and where it learns what energy costs and emits; absent where
 *     nothing is said of that
 * @param sites the sites beside this one; absent where it is the only one
 */
public record SiteSettings(
    String currency,
    Prices prices,
    BigDecimal pue,
    GramsCo2 carbonPerKilowattHour,
    Power power,
    Optional<Policies> policies,
    Optional<Energy> energy,
    Optional<Sites> sites) {
  /**
   * What holds where the site says nothing else; docs/reference/site.md says where it comes from.
   */
  public static final SiteSettings DEFAULT =
      new SiteSettings(
          "EUR",
          Prices.DEFAULT,
          new BigDecimal("1.4"),
          new GramsCo2(BigDecimal.valueOf(450)),
          Power.DEFAULT,
          Optional.empty());

  /** The entry of a table by device kind that stands for kinds without an own one. */
  public static final String OTHER = "other";

  public SiteSettings {
    if (!currency.matches("[A-Z]{3}")) {
      throw new IllegalArgumentException("a currency is three capital letters: " + currency);
    }
    pue = Decimals.canonical(pue);
    if (pue.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException("a PUE is at least 1: " + pue);
    }
  }

  /** A site that says nothing of what it may draw, or of series. */
  public SiteSettings(
      String currency,
      Prices prices,
      BigDecimal pue,
      GramsCo2 carbonPerKilowattHour,
      Power power,
      Optional<Policies> policies) {
    this(
        currency,
        prices,
        pue,
        carbonPerKilowattHour,
        power,
        policies,
        Optional.empty(),
        Optional.empty());
  }

  /** The same site under these policies. */
  public SiteSettings withPolicies(Optional<Policies> others) {
    return new SiteSettings(
        currency, prices, pue, carbonPerKilowattHour, power, others, energy, sites);
  }

  /** The same site with this said of energy. */
  public SiteSettings withEnergy(Energy said) {
    return new SiteSettings(
        currency, prices, pue, carbonPerKilowattHour, power, policies, Optional.of(said), sites);
  }

  /** The same site with those beside it. */
  public SiteSettings withSites(Sites beside) {
    return new SiteSettings(
        currency, prices, pue, carbonPerKilowattHour, power, policies, energy, Optional.of(beside));
  }

  /** The terms of the site of that name beside home; empty where nothing is said of it. */
  public Optional<Site> beside(String site) {
    return sites.flatMap(known -> known.named(site));
  }

  /** The terms of the site of that name: those of home where nothing is said of it. */
  public Site terms(String site) {
    return beside(site).orElseGet(() -> Site.home(this).named(site));
  }

  /** The same site that may draw that much, in kilowatts at its meter. */
  public SiteSettings withEnvelope(Optional<BigDecimal> kilowatts) {
    Energy said = energy.orElse(Energy.NONE);
    return withEnergy(
        new Energy(kilowatts, said.carbonPricePerTonne(), said.tariff(), said.carbon()));
  }

  /** What the site may draw, in kilowatts at its meter; empty when that is not limited. */
  public Optional<BigDecimal> envelopeKilowatts() {
    return energy.flatMap(Energy::envelopeKilowatts);
  }

  /**
   * Prices of what is metered.
   *
   * @param deviceHour by device kind, with an entry {@value SiteSettings#OTHER}
   * @param cpuHour of one core
   * @param gibibyteHour of memory
   */
  public record Prices(
      SortedMap<String, Money> deviceHour,
      Money cpuHour,
      Money gibibyteHour,
      Money thousandTokensIn,
      Money thousandTokensOut) {
    /** Of the order that clouds ask; a CPU that stands in as a device is paid by its cores. */
    public static final Prices DEFAULT =
        new Prices(
            known(), Money.of("0.04"), Money.of("0.005"), Money.of("0.0005"), Money.of("0.0015"));

    public Prices {
      deviceHour = byKind(deviceHour);
    }

    private static SortedMap<String, Money> known() {
      SortedMap<String, Money> known = new TreeMap<>();
      known.put("cpu", Money.ZERO);
      known.put(OTHER, Money.of("2"));
      return known;
    }

    /** The price of an hour of one device of that kind. */
    public Money deviceHour(String kind) {
      Money price = deviceHour.get(kind);
      return price != null ? price : deviceHour.getOrDefault(OTHER, Money.ZERO);
    }
  }

  /**
   * Names of policies; docs/guides/placement-and-order.md lists them.
   *
   * @param ordering which gang goes first; absent for the default
   * @param placement weights by policy; empty for the default
   */
  public record Policies(Optional<String> ordering, SortedMap<String, Integer> placement) {
    public Policies {
      placement = byKind(placement);
    }
  }

  /**
   * What a site may draw, and where it learns what energy costs and emits.
   *
   * @param envelopeKilowatts what it may draw at its meter
   * @param carbonPricePerTonne what a tonne of CO2 counts beside money, where both are known
   */
  public record Energy(
      Optional<BigDecimal> envelopeKilowatts,
      Money carbonPricePerTonne,
      Optional<Series> tariff,
      Optional<Series> carbon) {
    /** Of the order of a European emission allowance. */
    public static final Money CARBON_PRICE_USUAL = Money.of("80");

    /** Nothing is limited, and nothing is known. */
    public static final Energy NONE =
        new Energy(Optional.empty(), CARBON_PRICE_USUAL, Optional.empty(), Optional.empty());

    public Energy {
      envelopeKilowatts = envelopeKilowatts.map(limit -> Decimals.notNegative("envelope", limit));
    }

    /** Where that is to be read. */
    public Optional<Series> series(EnergySeries.Kind kind) {
      return switch (kind) {
        case TARIFF -> tariff;
        case CARBON -> carbon;
      };
    }
  }

  /**
   * Where a series is read.
   *
   * @param source a path, or a URL of http or https
   * @param refresh how often it is read again
   * @param errorPercent how far its forecast errs: standard deviation, in percent of its mean
   */
  public record Series(String source, Duration refresh, BigDecimal errorPercent) {
    public Series {
      errorPercent = Decimals.notNegative("forecast error", errorPercent);
    }
  }

  /** Watts between idle and full load. */
  public record Watts(BigDecimal idle, BigDecimal peak) {
    public static final Watts ZERO = new Watts(BigDecimal.ZERO, BigDecimal.ZERO);

    public Watts {
      idle = Decimals.notNegative("watts", idle);
      peak = Decimals.notNegative("watts", peak);
      if (peak.compareTo(idle) < 0) {
        throw new IllegalArgumentException("peak watts are below idle: " + idle + ".." + peak);
      }
    }

    /** From whole watts. */
    public static Watts of(long idle, long peak) {
      return new Watts(BigDecimal.valueOf(idle), BigDecimal.valueOf(peak));
    }
  }

  /**
   * What parts draw, for energy that no counter measures.
   *
   * @param cpuCore one core
   * @param devices by kind, with an entry {@value SiteSettings#OTHER}
   */
  public record Power(Watts cpuCore, SortedMap<String, Watts> devices) {
    /** Vendors' board powers at the peak, and what such boards draw when idle. */
    public static final Power DEFAULT = new Power(Watts.of(1, 5), known());

    public Power {
      devices = byKind(devices);
    }

    /** What one device of that kind draws. */
    public Watts device(String kind) {
      Watts watts = devices.get(kind);
      return watts != null ? watts : devices.getOrDefault(OTHER, Watts.ZERO);
    }

    private static SortedMap<String, Watts> known() {
      SortedMap<String, Watts> known = new TreeMap<>();
      known.put("cpu", Watts.ZERO);
      known.put("a100", Watts.of(55, 400));
      known.put("h100", Watts.of(70, 700));
      known.put("h200", Watts.of(75, 700));
      known.put("l4", Watts.of(16, 72));
      known.put("l40s", Watts.of(35, 350));
      known.put("mi300x", Watts.of(140, 750));
      known.put(OTHER, Watts.of(60, 400));
      return known;
    }
  }

  private static <T> SortedMap<String, T> byKind(SortedMap<String, T> table) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(table));
  }
}
