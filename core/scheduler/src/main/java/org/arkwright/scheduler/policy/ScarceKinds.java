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
 * Keeps devices for those who can use no others: a device costs by how much demand for its kind
 * there is from ranks that name kinds, against how many devices they name.
 */
public final class ScarceKinds implements PlacementPolicy {
  /** How sought-after each kind is; 1 where all demand fell on all devices alike. */
  private final SortedMap<SiteProfile.Description, Double> load;

  /** Before demand is known nothing is scarce. */
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
  public PlacementPolicy on(SiteProfile surroundings) {
    double devices = surroundings.devices().values().stream().mapToLong(Long::longValue).sum();
    double demanded = 0;
    for (WorkloadMix.Demand demand : surroundings.mix().demands()) {
      demanded += thousandths(demand);
    }
    SortedMap<SiteProfile.Description, Double> load = new TreeMap<>();
    for (WorkloadMix.Demand demand : surroundings.mix().demands()) {
      demand
          .rank()
          .devices()
          .ifPresent(request -> add(load, surroundings, request, thousandths(demand)));
    }
    double even = demanded / devices;
    load.replaceAll((_, thousandths) -> thousandths / even);
    return new ScarceKinds(load);
  }

  private static double thousandths(WorkloadMix.Demand demand) {
    return (double) demand.count() * demand.rank().amount().deviceThousandths();
  }

  private static void add(
      SortedMap<SiteProfile.Description, Double> load,
      SiteProfile surroundings,
      DeviceRequest request,
      double thousandths) {
    SortedMap<SiteProfile.Description, Long> named = new TreeMap<>(surroundings.devices());
    named.keySet().removeIf(offered -> !accepts(request, offered));
    if (named.size() < surroundings.devices().size()) {
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
