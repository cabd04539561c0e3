package org.arkwright.scheduler;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.site.Placing;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.SiteSettings.Prices;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;

/**
 * A builder for a site beside home; by default an h100 costs 3 an hour and everything else nothing.
 */
final class SiteTerms {
  private final String name;
  private String device = "3";
  private String kilowattHour = "0";
  private String grams = "100";
  private Optional<Site.Transfer> transfer = Optional.empty();
  private List<ArtifactName> data = List.of();
  private Resources quota = Resources.UNLIMITED;
  private Optional<Site.Rent> rent = Optional.empty();
  private Placing placing = Placing.EXACT;

  private SiteTerms(String name) {
    this.name = name;
  }

  static SiteTerms aSite(String name) {
    return new SiteTerms(name);
  }

  /**
   * Home, where an h100 costs 2 an hour and everything else nothing, with the given sites beside
   * it.
   */
  static UnaryOperator<SiteSettings> beside(String waitHour, SiteTerms... others) {
    List<Site> sites = new ArrayList<>();
    for (SiteTerms terms : others) {
      sites.add(terms.site());
    }
    return home ->
        new SiteSettings(
                home.currency(),
                prices("2"),
                BigDecimal.ONE,
                new GramsCo2(BigDecimal.valueOf(400)),
                home.power(),
                home.policies(),
                home.energy(),
                Optional.empty())
            .withSites(new Sites(Money.of(waitHour), new TreeMap<>(), sites));
  }

  SiteTerms deviceHour(String price) {
    device = price;
    return this;
  }

  SiteTerms kilowattHour(String price) {
    kilowattHour = price;
    return this;
  }

  SiteTerms grams(String perKilowattHour) {
    grams = perKilowattHour;
    return this;
  }

  SiteTerms transfer(String gibibyte, Bytes perSecond) {
    transfer = Optional.of(new Site.Transfer(Money.of(gibibyte), perSecond));
    return this;
  }

  SiteTerms has(ArtifactName... there) {
    data = List.of(there);
    return this;
  }

  SiteTerms devicesAtMost(int count) {
    quota = new Resources(Resources.UNLIMITED_AMOUNT, Resources.UNLIMITED_AMOUNT, 1000L * count);
    return this;
  }

  /** The site has a queue of its own. */
  SiteTerms placesItself() {
    placing = Placing.BY_SITE;
    return this;
  }

  SiteTerms rented(int startUpMinutes, int minimumMinutes) {
    rent =
        Optional.of(
            new Site.Rent(Duration.ofMinutes(startUpMinutes), Duration.ofMinutes(minimumMinutes)));
    return this;
  }

  private Site site() {
    return new Site(
        name,
        prices(device),
        BigDecimal.ONE,
        new GramsCo2(new BigDecimal(grams)),
        Money.of(kilowattHour),
        transfer,
        data,
        quota,
        rent,
        placing);
  }

  private static Prices prices(String device) {
    TreeMap<String, Money> kinds = new TreeMap<>();
    kinds.put("h100", Money.of(device));
    return new Prices(kinds, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO);
  }
}
