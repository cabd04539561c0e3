package org.arkwright.model.node;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;

/** What a node offers, as its worker found it. Device indexes are their positions in the list. */
public record NodeSpec(
    NodeId id,
    long cpuMillis,
    Bytes memory,
    List<Device> devices,
    TopologyPath topology,
    SortedMap<String, String> labels,
    List<EnforcedLimit> limits) {
  public NodeSpec {
    devices = List.copyOf(devices);
    limits = List.copyOf(limits);
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    for (int i = 0; i < devices.size(); i++) {
      if (devices.get(i).index() != i) {
        throw new IllegalArgumentException(
            "device " + i + " is numbered " + devices.get(i).index());
      }
    }
  }

  /** The same node, offering that much CPU, in thousandths of a core. */
  public NodeSpec offeringCpu(long otherMillis) {
    return new NodeSpec(id, otherMillis, memory, devices, topology, labels, limits);
  }

  /** The same node, standing there. */
  public NodeSpec at(TopologyPath place) {
    return new NodeSpec(id, cpuMillis, memory, devices, place, labels, limits);
  }

  /** What the node holds in all. */
  public Resources capacity() {
    return new Resources(cpuMillis, memory.value(), 1000L * devices.size());
  }

  /** The name of the site at which it stands. */
  public String site() {
    return id.site();
  }
}
