package org.arkwright.model.node;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;

/**
 * The resources of a node, as discovered by its worker. A device's index is its position in the
 * list.
 */
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

  /** Returns this node with the given CPU capacity, in thousandths of a core. */
  public NodeSpec offeringCpu(long otherMillis) {
    return new NodeSpec(id, otherMillis, memory, devices, topology, labels, limits);
  }

  /** Returns this node at the given place in the topology. */
  public NodeSpec at(TopologyPath place) {
    return new NodeSpec(id, cpuMillis, memory, devices, place, labels, limits);
  }

  /** The total resources of the node. */
  public Resources capacity() {
    return new Resources(cpuMillis, memory.value(), 1000L * devices.size());
  }

  /** The name of the node's site. */
  public String site() {
    return id.site();
  }
}
