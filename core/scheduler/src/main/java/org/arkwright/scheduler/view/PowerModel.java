package org.arkwright.scheduler.view;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.SiteSettings.Watts;

/**
 * What a site draws at its meter, at the most, in whole milliwatts rounded up: a node at least its
 * idle power, and what a gang holds up to the peak, times the PUE. A plan that keeps within it need
 * not know how busy the gang will be.
 */
public final class PowerModel {
  private final SiteSettings site;
  private final double pue;
  private final Load core;
  private final Map<String, Load> devices = new LinkedHashMap<>();

  /** In milliwatts. */
  private record Load(long idle, long swing) {
    static Load of(Watts watts) {
      return new Load(milli(watts.idle()), milli(watts.peak()) - milli(watts.idle()));
    }
  }

  public PowerModel(SiteSettings site) {
    this.site = site;
    pue = site.pue().doubleValue();
    core = Load.of(site.power().cpuCore());
  }

  private static long milli(BigDecimal watts) {
    return watts.movePointRight(3).setScale(0, RoundingMode.CEILING).longValue();
  }

  private Load device(String kind) {
    return devices.computeIfAbsent(
        kind.toLowerCase(Locale.ROOT), known -> Load.of(site.power().device(known)));
  }

  /** What a node draws with nothing on it. */
  public long idle(NodeSpec node) {
    long micro = core.idle * node.cpuMillis();
    for (Device device : node.devices()) {
      micro += device(device.kind()).idle * 1000;
    }
    return atMeter(micro);
  }

  /** What a rank adds to the node that it lies on, at the most. */
  public long rank(NodeSpec node, RankResources rank, RankPlacement place) {
    long micro = core.swing * rank.cpuMillis();
    for (DeviceShare share : place.devices()) {
      // A plan that has aged may name devices that the node has no more.
      if (share.device() >= 0 && share.device() < node.devices().size()) {
        String kind = node.devices().get(share.device()).kind();
        micro += device(kind).swing * share.share().thousandths();
      }
    }
    return atMeter(micro);
  }

  /** What a gang adds where it draws most: on the hungriest of the kinds that it accepts. */
  public long most(GangShape gang, SiteProfile surroundings) {
    long swing = 0;
    if (gang.resources().devices().isPresent()) {
      var wish = gang.resources().devices().get();
      for (SiteProfile.Description known : surroundings.devices().keySet()) {
        if (wish.acceptsKind(known.kind()) && known.memory().compareTo(wish.minimumMemory()) >= 0) {
          swing = Math.max(swing, device(known.kind()).swing * wish.thousandths());
        }
      }
    }
    return gang.ranks() * atMeter(core.swing * gang.resources().cpuMillis() + swing);
  }

  /** From microwatts, with what cooling and losses add. */
  private long atMeter(long micro) {
    return (long) Math.ceil(micro / 1000.0 * pue);
  }
}
