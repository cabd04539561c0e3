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
 * The settings of a site: its prices, its power and its policies.
 *
 * @param currency of all money, three capital letters (ISO 4217)
 * @param pue power usage effectiveness: energy of the site over energy of its computers, at least 1
 * @param carbonPerKilowattHour what the grid emits
 * @param policies how work is ordered and placed; absent where the site leaves that to the defaults
 * @param energy its power limit, and the sources of its energy series; absent where none is
 *     configured
 * @param sites the other sites; absent where this is the only one
 * @param maxLosses how often the platform may lose a job that it starts again; absent for the
 *     default
 */
public record SiteSettings(
    String currency,
    Prices prices,
    BigDecimal pue,
    GramsCo2 carbonPerKilowattHour,
    Power power,
    Optional<Policies> policies,
    Optional<Energy> energy,
    Optional<Sites> sites,
    Optional<Integer> maxLosses) {
  /** How often the platform may lose a job unless the site says otherwise. */
  public static final int MAX_LOSSES_DEFAULT = 20;

  /** The defaults; docs/reference/site.md gives their sources. */
  public static final SiteSettings DEFAULT =
      new SiteSettings(
          "EUR",
          Prices.DEFAULT,
          new BigDecimal("1.4"),
          new GramsCo2(BigDecimal.valueOf(450)),
          Power.DEFAULT,
          Optional.empty());

  /** The key that stands for device kinds without an entry of their own. */
  public static final String OTHER = "other";

  public SiteSettings {
    if (!currency.matches("[A-Z]{3}")) {
      throw new IllegalArgumentException("a currency is three capital letters: " + currency);
    }
    pue = Decimals.canonical(pue);
    if (pue.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException("a PUE is at least 1: " + pue);
    }
    if (maxLosses.filter(most -> most < 0).isPresent()) {
      throw new IllegalArgumentException("losses are not negative: " + maxLosses.get());
    }
  }

  /** Creates settings with the default bound on losses. */
  public SiteSettings(
      String currency,
      Prices prices,
      BigDecimal pue,
      GramsCo2 carbonPerKilowattHour,
      Power power,
      Optional<Policies> policies,
      Optional<Energy> energy,
      Optional<Sites> sites) {
    this(
        currency,
        prices,
        pue,
        carbonPerKilowattHour,
        power,
        policies,
        energy,
        sites,
        Optional.empty());
  }

  /** Creates settings without a power limit, energy series or other sites. */
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

  /** Returns these settings with the given policies. */
  public SiteSettings withPolicies(Optional<Policies> others) {
    return new SiteSettings(
        currency, prices, pue, carbonPerKilowattHour, power, others, energy, sites, maxLosses);
  }

  /** Returns these settings with the given energy terms. */
  public SiteSettings withEnergy(Energy terms) {
    return new SiteSettings(
        currency,
        prices,
        pue,
        carbonPerKilowattHour,
        power,
        policies,
        Optional.of(terms),
        sites,
        maxLosses);
  }

  /** Returns these settings with the given other sites. */
  public SiteSettings withSites(Sites beside) {
    return new SiteSettings(
        currency,
        prices,
        pue,
        carbonPerKilowattHour,
        power,
        policies,
        energy,
        Optional.of(beside),
        maxLosses);
  }

  /** Returns these settings with the given bound on losses. */
  public SiteSettings withMaxLosses(int most) {
    return new SiteSettings(
        currency,
        prices,
        pue,
        carbonPerKilowattHour,
        power,
        policies,
        energy,
        sites,
        Optional.of(most));
  }

  /** How often the platform may lose a job that it starts again. */
  public int lossesAllowed() {
    return maxLosses.orElse(MAX_LOSSES_DEFAULT);
  }

  /** The terms of the named site beside home; empty where it has none. */
  public Optional<Site> beside(String site) {
    return sites.flatMap(known -> known.named(site));
  }

  /** The terms of the named site; those of home where it has none of its own. */
  public Site terms(String site) {
    return beside(site).orElseGet(() -> Site.home(this).named(site));
  }

  /** Returns these settings with the given power limit, in kilowatts at the site's meter. */
  public SiteSettings withEnvelope(Optional<BigDecimal> kilowatts) {
    Energy terms = energy.orElse(Energy.NONE);
    return withEnergy(
        new Energy(kilowatts, terms.carbonPricePerTonne(), terms.tariff(), terms.carbon()));
  }

  /** The power limit in kilowatts at the site's meter; empty when there is none. */
  public Optional<BigDecimal> envelopeKilowatts() {
    return energy.flatMap(Energy::envelopeKilowatts);
  }

  /**
   * Prices of what is metered.
   *
   * @param deviceHour by device kind, with an entry {@value SiteSettings#OTHER}
   * @param cpuHour of one core
   * @param gibibyteHour of memory
   * @param replicaTime whether a replica's time costs its price where no tokens pay for it; not so
   *     in settings of versions that charged replicas by tokens alone, once tokens had a price
   */
  public record Prices(
      SortedMap<String, Money> deviceHour,
      Money cpuHour,
      Money gibibyteHour,
      Money thousandTokensIn,
      Money thousandTokensOut,
      boolean replicaTime) {
    /** Roughly cloud prices; a CPU used as a device is paid for through its cores. */
    public static final Prices DEFAULT =
        new Prices(
            known(), Money.of("0.04"), Money.of("0.005"), Money.of("0.0005"), Money.of("0.0015"));

    public Prices {
      deviceHour = byKind(deviceHour);
    }

    /** Prices of today, under which a replica's time costs its price where no tokens pay for it. */
    public Prices(
        SortedMap<String, Money> deviceHour,
        Money cpuHour,
        Money gibibyteHour,
        Money thousandTokensIn,
        Money thousandTokensOut) {
      this(deviceHour, cpuHour, gibibyteHour, thousandTokensIn, thousandTokensOut, true);
    }

    private static SortedMap<String, Money> known() {
      SortedMap<String, Money> known = new TreeMap<>();
      known.put("cpu", Money.ZERO);
      known.put(OTHER, Money.of("2"));
      return known;
    }

    /** The price of one device of the given kind for an hour. */
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
   * The power limit of a site, and the sources of its energy series.
   *
   * @param envelopeKilowatts power limit at the site's meter
   * @param carbonPricePerTonne weight of a tonne of CO2 against money, where both are known
   */
  public record Energy(
      Optional<BigDecimal> envelopeKilowatts,
      Money carbonPricePerTonne,
      Optional<Series> tariff,
      Optional<Series> carbon) {
    /** Roughly the price of a European emission allowance. */
    public static final Money CARBON_PRICE_USUAL = Money.of("80");

    /** No power limit and no series. */
    public static final Energy NONE =
        new Energy(Optional.empty(), CARBON_PRICE_USUAL, Optional.empty(), Optional.empty());

    public Energy {
      envelopeKilowatts = envelopeKilowatts.map(limit -> Decimals.notNegative("envelope", limit));
    }

    /** The source of the series of the given kind. */
    public Optional<Series> series(EnergySeries.Kind kind) {
      return switch (kind) {
        case TARIFF -> tariff;
        case CARBON -> carbon;
      };
    }
  }

  /**
   * The source of an energy series.
   *
   * @param source a path, or a URL of http or https
   * @param refresh time between two reads
   * @param errorPercent forecast error: standard deviation, in percent of the mean
   */
  public record Series(String source, Duration refresh, BigDecimal errorPercent) {
    public Series {
      errorPercent = Decimals.notNegative("forecast error", errorPercent);
    }
  }

  /** The power at idle and at full load, in watts. */
  public record Watts(BigDecimal idle, BigDecimal peak) {
    public static final Watts ZERO = new Watts(BigDecimal.ZERO, BigDecimal.ZERO);

    public Watts {
      idle = Decimals.notNegative("watts", idle);
      peak = Decimals.notNegative("watts", peak);
      if (peak.compareTo(idle) < 0) {
        throw new IllegalArgumentException("peak watts are below idle: " + idle + ".." + peak);
      }
    }

    /** Creates the range from whole watts. */
    public static Watts of(long idle, long peak) {
      return new Watts(BigDecimal.valueOf(idle), BigDecimal.valueOf(peak));
    }
  }

  /**
   * The power of components, for energy that no counter measures.
   *
   * @param cpuCore one core
   * @param devices by kind, with an entry {@value SiteSettings#OTHER}
   */
  public record Power(Watts cpuCore, SortedMap<String, Watts> devices) {
    /** Vendors' board power at the peak, and the idle power of such boards. */
    public static final Power DEFAULT = new Power(Watts.of(1, 5), known());

    public Power {
      devices = byKind(devices);
    }

    /** The power of one device of the given kind. */
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
