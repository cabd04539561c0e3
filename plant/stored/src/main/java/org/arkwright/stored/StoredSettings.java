package org.arkwright.stored;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;

/** The stored form of {@link SiteSettings}. */
record StoredSettings(
    String currency,
    Prices prices,
    BigDecimal pue,
    GramsCo2 carbonPerKilowattHour,
    Power power,
    Optional<Policies> policies,
    Optional<Energy> energy,
    Optional<Others> sites,
    Optional<Integer> maxLosses) {
  static StoredSettings of(SiteSettings settings) {
    return new StoredSettings(
        settings.currency(),
        Prices.of(settings.prices()),
        settings.pue(),
        settings.carbonPerKilowattHour(),
        Power.of(settings.power()),
        settings.policies().map(Policies::of),
        settings.energy().map(Energy::of),
        settings.sites().map(Others::of),
        settings.maxLosses());
  }

  SiteSettings model() {
    return new SiteSettings(
        currency,
        prices.model(),
        pue,
        carbonPerKilowattHour,
        power.model(),
        policies.map(Policies::model),
        energy.map(Energy::model),
        sites.map(Others::model),
        maxLosses);
  }

  /**
   * The stored form of {@link SiteSettings.Prices}. Versions without {@code replicaTime} charged
   * none, and what they booked keeps its price.
   */
  record Prices(
      SortedMap<String, Money> deviceHour,
      Money cpuHour,
      Money gibibyteHour,
      Money thousandTokensIn,
      Money thousandTokensOut,
      Optional<Boolean> replicaTime) {
    static Prices of(SiteSettings.Prices prices) {
      return new Prices(
          prices.deviceHour(),
          prices.cpuHour(),
          prices.gibibyteHour(),
          prices.thousandTokensIn(),
          prices.thousandTokensOut(),
          prices.replicaTime() ? Optional.of(true) : Optional.empty());
    }

    SiteSettings.Prices model() {
      return new SiteSettings.Prices(
          deviceHour,
          cpuHour,
          gibibyteHour,
          thousandTokensIn,
          thousandTokensOut,
          replicaTime.orElse(false));
    }
  }

  /** The stored form of {@link SiteSettings.Power}. */
  record Power(Watts cpuCore, SortedMap<String, Watts> devices) {
    static Power of(SiteSettings.Power power) {
      return new Power(Watts.of(power.cpuCore()), mapped(power.devices(), Watts::of));
    }

    SiteSettings.Power model() {
      return new SiteSettings.Power(cpuCore.model(), mapped(devices, Watts::model));
    }
  }

  /** The stored form of {@link SiteSettings.Watts}. */
  record Watts(BigDecimal idle, BigDecimal peak) {
    static Watts of(SiteSettings.Watts watts) {
      return new Watts(watts.idle(), watts.peak());
    }

    SiteSettings.Watts model() {
      return new SiteSettings.Watts(idle, peak);
    }
  }

  /** The stored form of {@link SiteSettings.Policies}. */
  record Policies(Optional<String> ordering, SortedMap<String, Integer> placement) {
    static Policies of(SiteSettings.Policies policies) {
      return new Policies(policies.ordering(), policies.placement());
    }

    SiteSettings.Policies model() {
      return new SiteSettings.Policies(ordering, placement);
    }
  }

  /** The stored form of {@link SiteSettings.Energy}. */
  record Energy(
      Optional<BigDecimal> envelopeKilowatts,
      Money carbonPricePerTonne,
      Optional<Source> tariff,
      Optional<Source> carbon) {
    static Energy of(SiteSettings.Energy energy) {
      return new Energy(
          energy.envelopeKilowatts(),
          energy.carbonPricePerTonne(),
          energy.tariff().map(Source::of),
          energy.carbon().map(Source::of));
    }

    SiteSettings.Energy model() {
      return new SiteSettings.Energy(
          envelopeKilowatts,
          carbonPricePerTonne,
          tariff.map(Source::model),
          carbon.map(Source::model));
    }
  }

  /** The stored form of {@link SiteSettings.Series}. */
  record Source(String source, Duration refresh, BigDecimal errorPercent) {
    static Source of(SiteSettings.Series series) {
      return new Source(series.source(), series.refresh(), series.errorPercent());
    }

    SiteSettings.Series model() {
      return new SiteSettings.Series(source, refresh, errorPercent);
    }
  }

  /** The stored form of {@link Sites}. */
  record Others(Money waitHour, SortedMap<String, Money> projectWaitHour, List<Other> others) {
    static Others of(Sites sites) {
      return new Others(
          sites.waitHour(),
          sites.projectWaitHour(),
          sites.others().stream().map(Other::of).toList());
    }

    Sites model() {
      return new Sites(waitHour, projectWaitHour, others.stream().map(Other::model).toList());
    }
  }

  /** The stored form of {@link Site}. */
  record Other(
      String name,
      Prices prices,
      BigDecimal pue,
      GramsCo2 carbonPerKilowattHour,
      Money kilowattHour,
      Optional<Transfer> transfer,
      List<ArtifactName> data,
      StoredQuota.Amount quota,
      Optional<Rent> rent,
      Optional<Placing> placing) {
    static Other of(Site site) {
      return new Other(
          site.name(),
          Prices.of(site.prices()),
          site.pue(),
          site.carbonPerKilowattHour(),
          site.kilowattHour(),
          site.transfer().map(transfer -> new Transfer(transfer.gibibyte(), transfer.perSecond())),
          site.data(),
          StoredQuota.Amount.of(site.quota()),
          site.rent().map(rent -> new Rent(rent.startUp(), rent.minimum())),
          Placing.of(site.placing()));
    }

    Site model() {
      return new Site(
          name,
          prices.model(),
          pue,
          carbonPerKilowattHour,
          kilowattHour,
          transfer.map(transfer -> new Site.Transfer(transfer.gibibyte, transfer.perSecond)),
          data,
          quota.model(),
          rent.map(terms -> new Site.Rent(terms.startUp, terms.minimum)),
          placing.map(Placing::model).orElse(org.arkwright.model.site.Placing.EXACT));
    }
  }

  /** The stored form of {@link org.arkwright.model.site.Placing}; absent where we place. */
  enum Placing {
    BY_SITE;

    static Optional<Placing> of(org.arkwright.model.site.Placing placing) {
      return switch (placing) {
        case EXACT -> Optional.empty();
        case BY_SITE -> Optional.of(BY_SITE);
      };
    }

    org.arkwright.model.site.Placing model() {
      return switch (this) {
        case BY_SITE -> org.arkwright.model.site.Placing.BY_SITE;
      };
    }
  }

  /** The stored form of {@link Site.Transfer}. */
  record Transfer(Money gibibyte, Bytes perSecond) {}

  /** The stored form of {@link Site.Rent}. */
  record Rent(Duration startUp, Duration minimum) {}

  private static <A, B> SortedMap<String, B> mapped(SortedMap<String, A> table, Function<A, B> by) {
    SortedMap<String, B> mapped = new TreeMap<>();
    table.forEach((key, value) -> mapped.put(key, by.apply(value)));
    return mapped;
  }
}
