package org.arkwright.scheduler;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.Bytes;
import org.arkwright.model.Device;

/**
 * What placement policies may know of the site beside one node.
 *
 * @param mix what is typically asked for
 * @param devices how many devices of each description the nodes have
 */
public record Surroundings(WorkloadMix mix, SortedMap<Description, Long> devices) {
  public Surroundings {
    devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
  }

  /** The surroundings of nodes on which such a mix runs. */
  public static Surroundings of(WorkloadMix mix, Collection<? extends NodeView> nodes) {
    SortedMap<Description, Long> devices = new TreeMap<>();
    for (NodeView node : nodes) {
      for (Device device : node.spec().devices()) {
        devices.merge(Description.of(device), 1L, Long::sum);
      }
    }
    return new Surroundings(mix, devices);
  }

  /** What a device request can tell apart. */
  public record Description(String kind, Bytes memory) implements Comparable<Description> {
    static Description of(Device device) {
      return new Description(device.kind().toLowerCase(Locale.ROOT), device.memory());
    }

    @Override
    public int compareTo(Description other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : memory.compareTo(other.memory);
    }
  }
}
