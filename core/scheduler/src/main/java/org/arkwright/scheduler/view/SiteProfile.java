package org.arkwright.scheduler.view;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Bytes;

/**
 * The profile of a site, for placement policies that look beyond one node.
 *
 * @param mix the typical resource requests
 * @param devices number of devices of each description
 * @param offers one node of each distinct hardware configuration
 */
public record SiteProfile(
    WorkloadMix mix, SortedMap<Description, Long> devices, List<NodeSpec> offers) {
  public SiteProfile {
    devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
    offers = List.copyOf(offers);
  }

  /** Creates the profile of nodes on which the given mix runs. */
  public static SiteProfile of(WorkloadMix mix, Collection<? extends NodeView> nodes) {
    SortedMap<Description, Long> devices = new TreeMap<>();
    Map<Configuration, NodeSpec> configurations = new LinkedHashMap<>();
    for (NodeView node : nodes) {
      configurations.putIfAbsent(Configuration.of(node.spec()), node.spec());
      for (Device device : node.spec().devices()) {
        devices.merge(Description.of(device), 1L, Long::sum);
      }
    }
    return new SiteProfile(mix, devices, List.copyOf(configurations.values()));
  }

  /** Returns this profile with another mix. */
  public SiteProfile with(WorkloadMix other) {
    return new SiteProfile(other, devices, offers);
  }

  /** The part of the mix that some empty node could hold. */
  public WorkloadMix possible() {
    return new WorkloadMix(
        mix.demands().stream()
            .filter(demand ->
                offers.stream()
                    .anyMatch(node -> RankFit.count(new EmptyNode(node), demand.rank()) > 0))
            .toList());
  }

  private record Configuration(long cpuMillis, Bytes memory, List<Description> devices) {
    static Configuration of(NodeSpec node) {
      return new Configuration(
          node.cpuMillis(), node.memory(), node.devices().stream().map(Description::of).toList());
    }
  }

  /** The properties by which a device request distinguishes devices. */
  public record Description(String kind, Bytes memory) implements Comparable<Description> {
    public static Description of(Device device) {
      return new Description(device.kind().toLowerCase(Locale.ROOT), device.memory());
    }

    @Override
    public int compareTo(Description other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : memory.compareTo(other.memory);
    }
  }
}
