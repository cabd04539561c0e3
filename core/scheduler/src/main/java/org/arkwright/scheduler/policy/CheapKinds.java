package org.arkwright.scheduler.policy;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.scheduler.view.NodeView;

/**
 * Prefers device kinds that cost less by a table of the site: their peak power or their hourly
 * price. Neutral for ranks without devices and for kinds of equal cost.
 */
public record CheapKinds(String name, ToDoubleFunction<String> cost, double most)
    implements PlacementPolicy {
  /**
   * Prefers the devices with the lowest peak power, which leave the most of a power envelope to
   * others.
   */
  public static CheapKinds powerHeadroom(SiteSettings site) {
    DoubleStream all =
        site.power().devices().values().stream().mapToDouble(watts -> watts.peak().doubleValue());
    return new CheapKinds(
        "power-headroom",
        kind -> site.power().device(kind).peak().doubleValue(),
        all.max().orElse(0));
  }

  /** Prefers the devices with the lowest hourly price. */
  public static CheapKinds price(SiteSettings site) {
    DoubleStream all =
        site.prices().deviceHour().values().stream()
            .mapToDouble(price -> price.amount().doubleValue());
    return new CheapKinds(
        "price",
        kind -> site.prices().deviceHour(kind).amount().doubleValue(),
        all.max().orElse(0));
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST;
  }

  @Override
  public int score(NodeView node, RankResources rank, NodeView after) {
    double sum = 0;
    long taken = 0;
    for (Device device : node.spec().devices()) {
      int part = node.freeThousandths(device.index()) - after.freeThousandths(device.index());
      if (part > 0) {
        taken += part;
        sum += part * cost.applyAsDouble(device.kind().toLowerCase(Locale.ROOT));
      }
    }
    return taken == 0 || most <= 0 ? BEST : (int) (BEST - BEST * (sum / taken / most));
  }
}
