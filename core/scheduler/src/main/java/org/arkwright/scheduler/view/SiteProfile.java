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
 * What placement policies may know of the site beside one node.
 *
 * @param mix what is typically asked for
 * @param devices how many devices of each description the nodes have
 * @param offers one node of each sort: no other offers anything else
 */
public record SiteProfile(
    WorkloadMix mix, SortedMap<Description, Long> devices, List<NodeSpec> offers) {
  public SiteProfile {
    devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
    offers = List.copyOf(offers);
  }

  /** The surroundings of nodes on which such a mix runs. */
  public static SiteProfile of(WorkloadMix mix, Collection<? extends NodeView> nodes) {
    SortedMap<Description, Long> devices = new TreeMap<>();
    Map<Sort, NodeSpec> sorts = new LinkedHashMap<>();
    for (NodeView node : nodes) {
      sorts.putIfAbsent(Sort.of(node.spec()), node.spec());
      for (Device device : node.spec().devices()) {
        devices.merge(Description.of(device), 1L, Long::sum);
      }
    }
    return new SiteProfile(mix, devices, List.copyOf(sorts.values()));
  }

  /** The same nodes with another mix. */
  public SiteProfile with(WorkloadMix other) {
    return new SiteProfile(other, devices, offers);
  }

  /** What of the mix some node could hold if it were empty. */
  public WorkloadMix possible() {
    return new WorkloadMix(
        mix.demands().stream()
            .filter(demand ->
                offers.stream()
                    .anyMatch(node -> RankFit.count(new EmptyNode(node), demand.rank()) > 0))
            .toList());
  }

  private record Sort(long cpuMillis, Bytes memory, List<Description> devices) {
    static Sort of(NodeSpec node) {
      return new Sort(
          node.cpuMillis(), node.memory(), node.devices().stream().map(Description::of).toList());
    }
  }

  /** What a device request can tell apart. */
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
