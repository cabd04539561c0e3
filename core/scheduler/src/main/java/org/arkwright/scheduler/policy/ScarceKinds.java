package org.arkwright.scheduler.policy;

import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;

/**
 * Keeps devices for ranks that can use no others: the cost of a device is the demand for its kind
 * from ranks that name kinds, relative to the number of devices they accept.
 */
public final class ScarceKinds implements PlacementPolicy {
  /** The relative demand for each kind; 1 if all demand were spread evenly over all devices. */
  private final SortedMap<SiteProfile.Description, Double> load;

  /** Creates the policy without a profile; nothing counts as scarce. */
  public ScarceKinds() {
    load = new TreeMap<>();
  }

  private ScarceKinds(SortedMap<SiteProfile.Description, Double> load) {
    this.load = load;
  }

  @Override
  public String name() {
    return "scarce-kinds";
  }

  @Override
  public PlacementPolicy on(SiteProfile profile) {
    double devices = profile.devices().values().stream().mapToLong(Long::longValue).sum();
    double totalDemand = 0;
    for (WorkloadMix.Demand demand : profile.mix().demands()) {
      totalDemand += thousandths(demand);
    }
    SortedMap<SiteProfile.Description, Double> load = new TreeMap<>();
    for (WorkloadMix.Demand demand : profile.mix().demands()) {
      demand
          .rank()
          .devices()
          .ifPresent(request -> add(load, profile, request, thousandths(demand)));
    }
    double even = totalDemand / devices;
    load.replaceAll((_, thousandths) -> thousandths / even);
    return new ScarceKinds(load);
  }

  private static double thousandths(WorkloadMix.Demand demand) {
    return (double) demand.count() * demand.rank().amount().deviceThousandths();
  }

  private static void add(
      SortedMap<SiteProfile.Description, Double> load,
      SiteProfile profile,
      DeviceRequest request,
      double thousandths) {
    SortedMap<SiteProfile.Description, Long> named = new TreeMap<>(profile.devices());
    named.keySet().removeIf(offered -> !accepts(request, offered));
    if (named.size() < profile.devices().size()) {
      long count = named.values().stream().mapToLong(Long::longValue).sum();
      named.keySet().forEach(kind -> load.merge(kind, thousandths / count, Double::sum));
    }
  }

  private static boolean accepts(DeviceRequest request, SiteProfile.Description offered) {
    Bytes least = request.minimumMemory();
    return request.acceptsKind(offered.kind()) && offered.memory().compareTo(least) >= 0;
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST;
  }

  @Override
  public int score(NodeView node, RankResources rank, NodeView after) {
    if (load.isEmpty() || rank.devices().isEmpty()) {
      return BEST;
    }
    double taken = 0;
    for (Device device : node.spec().devices()) {
      int change = node.freeThousandths(device.index()) - after.freeThousandths(device.index());
      if (change > 0) {
        taken += change * load.getOrDefault(SiteProfile.Description.of(device), 0.0);
      }
    }
    return PlacementPolicy.loss(taken);
  }
}
