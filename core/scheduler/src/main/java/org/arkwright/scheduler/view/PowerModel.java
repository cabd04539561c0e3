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
 * The power model of a site: the most it draws at its meter, in whole milliwatts rounded up. A node
 * draws at least its idle power, and what a gang holds up to its peak power, times the PUE. A plan
 * within this bound is safe however busy the gang will be.
 */
public final class PowerModel {
  private final SiteSettings site;
  private final double pue;
  private final Load core;
  private final Map<String, Load> devices = new LinkedHashMap<>();

  /** Idle power and the difference to peak power, in milliwatts. */
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

  /** The power of an empty node. */
  public long idle(NodeSpec node) {
    long micro = core.idle * node.cpuMillis();
    for (Device device : node.devices()) {
      micro += device(device.kind()).idle * 1000;
    }
    return atMeter(micro);
  }

  /** The most power a rank adds on its node. */
  public long rank(NodeSpec node, RankResources rank, RankPlacement place) {
    long micro = core.swing * rank.cpuMillis();
    for (DeviceShare share : place.devices()) {
      // An outdated plan may name devices that the node no longer has.
      if (share.device() >= 0 && share.device() < node.devices().size()) {
        String kind = node.devices().get(share.device()).kind();
        micro += device(kind).swing * share.share().thousandths();
      }
    }
    return atMeter(micro);
  }

  /** The most power a gang adds: on the accepted kind with the highest peak power. */
  public long peak(GangShape gang, SiteProfile profile) {
    long swing = 0;
    if (gang.resources().devices().isPresent()) {
      var request = gang.resources().devices().get();
      for (SiteProfile.Description known : profile.devices().keySet()) {
        if (request.acceptsKind(known.kind())
            && known.memory().compareTo(request.minimumMemory()) >= 0) {
          swing = Math.max(swing, device(known.kind()).swing * request.thousandths());
        }
      }
    }
    return gang.ranks() * atMeter(core.swing * gang.resources().cpuMillis() + swing);
  }

  /** Converts microwatts to milliwatts at the meter, including cooling and losses. */
  private long atMeter(long micro) {
    return (long) Math.ceil(micro / 1000.0 * pue);
  }
}
