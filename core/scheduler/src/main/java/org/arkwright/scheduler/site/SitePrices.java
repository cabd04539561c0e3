package org.arkwright.scheduler.site;

import java.util.Locale;
import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.SiteSettings.Energy;
import org.arkwright.scheduler.policy.CleanSite;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.SiteProfile;

/**
 * What a gang costs at a site, by its terms: the dearest kind of device that it accepts there, and
 * the hungriest, as its place is not known yet. Amounts are rounded to millionths of the currency.
 */
public final class SitePrices {
  private static final double HOUR_NANOS = 3.6e12;
  private static final double GIBIBYTE = 1L << 30;

  /** The weight of {@code carbon} at which a tonne counts its price. */
  private static final double CARBON_WEIGHT_USUAL = 100;

  private final ClusterView view;
  private final SiteSettings settings;
  private final double carbonWeight;
  private final double tonne;

  public SitePrices(ClusterView view) {
    this.view = view;
    settings = view.site();
    carbonWeight =
        settings
                .policies()
                .map(named -> named.placement().getOrDefault(CleanSite.NAME, 0))
                .orElse(0)
            / CARBON_WEIGHT_USUAL;
    tonne = settings.energy().orElse(Energy.NONE).carbonPricePerTonne().amount().doubleValue();
  }

  /** How long the gang's missing inputs are on their way. */
  long transferNanos(Job gang, Site site) {
    return site.transfer()
        .map(transfer -> (long) (missing(gang, site) * 1e9 / transfer.perSecond().value()))
        .orElse(0L);
  }

  private long missing(Job gang, Site site) {
    if (gang.spec().artifacts().isEmpty()) {
      return 0;
    }
    long bytes = 0;
    for (var input : view.inputs(gang).entrySet()) {
      bytes += site.data().contains(input.getKey()) ? 0 : input.getValue().value();
    }
    return bytes;
  }

  /**
   * The costs of running there.
   *
   * @param startNanos when it would get its room
   * @param holdNanos for how long it would hold it
   * @param waitNanos until its ranks would run
   */
  SiteOffer.Costs of(
      Job gang,
      SiteCycle ground,
      long startNanos,
      long holdNanos,
      long lengthNanos,
      long waitNanos) {
    Site site = ground.site();
    RankResources rank = gang.spec().gang().resources();
    double cores = rank.cpuMillis() / 1000.0;
    double devices = rank.devices().map(DeviceRequest::thousandths).orElse(0L) / 1000.0;
    double price = 0;
    double watts = 0;
    if (rank.devices().isPresent()) {
      for (var known : ground.memory().surroundings().devices().keySet()) {
        if (accepts(rank.devices().get(), known)) {
          String kind = known.kind().toLowerCase(Locale.ROOT);
          price = Math.max(price, site.prices().deviceHour(kind).amount().doubleValue());
          watts = Math.max(watts, settings.power().device(kind).peak().doubleValue());
        }
      }
    }
    double rent =
        devices * price
            + cores * site.prices().cpuHour().amount().doubleValue()
            + rank.memory().value()
                / GIBIBYTE
                * site.prices().gibibyteHour().amount().doubleValue();
    long billed = Math.max(holdNanos, site.rent().map(r -> r.minimum().toNanos()).orElse(0L));
    double kilowatts =
        (devices * watts + cores * settings.power().cpuCore().peak().doubleValue())
            / 1000
            * site.pue().doubleValue();
    double kilowattHours = gang.spec().gang().ranks() * kilowatts * (lengthNanos / HOUR_NANOS);
    double transfer =
        site.transfer()
            .map(link -> missing(gang, site) / GIBIBYTE * link.gibibyte().amount().doubleValue())
            .orElse(0.0);
    double waitHour =
        settings.sites().orElseThrow().waitHour(gang.spec().project()).amount().doubleValue();
    return new SiteOffer.Costs(
        millionths(gang.spec().gang().ranks() * rent * (billed / HOUR_NANOS)),
        millionths(kilowattHours * kilowattHour(site, startNanos)),
        millionths(kilowattHours * grams(site, startNanos) / 1e6 * tonne * carbonWeight),
        millionths(transfer),
        millionths(waitHour * (waitNanos / HOUR_NANOS)));
  }

  private static boolean accepts(DeviceRequest wish, SiteProfile.Description known) {
    return wish.acceptsKind(known.kind()) && known.memory().compareTo(wish.minimumMemory()) >= 0;
  }

  private double kilowattHour(Site site, long atNanos) {
    return site.kilowattHour().amount().doubleValue()
        + (site.name().equals(Site.HOME)
            ? signal(EnergySeries.Kind.TARIFF, atNanos).orElse(0.0)
            : 0);
  }

  private double grams(Site site, long atNanos) {
    double usual = site.carbonPerKilowattHour().amount().doubleValue();
    return site.name().equals(Site.HOME)
        ? signal(EnergySeries.Kind.CARBON, atNanos).orElse(usual)
        : usual;
  }

  /** The last value holds after the end of a series, the first before it begins. */
  private Optional<Double> signal(EnergySeries.Kind kind, long atNanos) {
    return view.signal(kind)
        .map(series -> {
          int last = series.millionths().size() - 1;
          int slot = series.slotAt(atNanos).orElse(atNanos < series.beginsNanos() ? 0 : last);
          return series.millionths().get(slot) / 1e6;
        });
  }

  private static long millionths(double amount) {
    return (long) Math.rint(amount * 1e6);
  }
}
