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
 * The costs of a gang at a site, by the site's terms. Its placement is not known yet, so the
 * accepted device kind with the highest price counts, and the one with the highest peak power.
 * Amounts are rounded to millionths of the currency.
 */
public final class SitePrices {
  private static final double HOUR_NANOS = 3.6e12;
  private static final double GIBIBYTE = 1L << 30;

  /** The weight of {@code carbon} at which a tonne counts exactly its price. */
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

  /** The transfer time of the gang's missing inputs. */
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
   * Returns the costs of running a gang at a site.
   *
   * @param startNanos when its capacity would be available
   * @param holdNanos how long it would hold it
   * @param waitNanos time until its ranks would run
   */
  SiteOffer.Costs of(
      Job gang,
      SiteCycle siteCycle,
      long startNanos,
      long holdNanos,
      long lengthNanos,
      long waitNanos) {
    Site site = siteCycle.site();
    RankResources rank = gang.spec().gang().resources();
    double cores = rank.cpuMillis() / 1000.0;
    double devices = rank.devices().map(DeviceRequest::thousandths).orElse(0L) / 1000.0;
    double price = 0;
    double watts = 0;
    if (rank.devices().isPresent()) {
      for (var known : siteCycle.cache().profile().devices().keySet()) {
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

  private static boolean accepts(DeviceRequest request, SiteProfile.Description known) {
    return request.acceptsKind(known.kind())
        && known.memory().compareTo(request.minimumMemory()) >= 0;
  }

  private double kilowattHour(Site site, long atNanos) {
    return site.kilowattHour().amount().doubleValue()
        + (site.name().equals(Site.HOME)
            ? seriesValue(EnergySeries.Kind.TARIFF, atNanos).orElse(0.0)
            : 0);
  }

  private double grams(Site site, long atNanos) {
    double usual = site.carbonPerKilowattHour().amount().doubleValue();
    return site.name().equals(Site.HOME)
        ? seriesValue(EnergySeries.Kind.CARBON, atNanos).orElse(usual)
        : usual;
  }

  /** The value of a series; after its end the last value holds, before its beginning the first. */
  private Optional<Double> seriesValue(EnergySeries.Kind kind, long atNanos) {
    return view.energySeries(kind)
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
