package org.arkwright.stored;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;

/**
 * The stored form of {@link NodeSpec}.
 *
 * @param capabilities by name; absent in entries from before they were recorded, whose nodes had
 *     the usual worker
 * @param addresses absent where there are none
 */
record StoredNode(
    String site,
    String name,
    long cpuMillis,
    Bytes memory,
    List<Part> devices,
    Place topology,
    SortedMap<String, String> labels,
    List<Limit> limits,
    Optional<List<String>> capabilities,
    Optional<SortedMap<String, String>> addresses) {
  static StoredNode of(NodeSpec node) {
    return new StoredNode(
        node.id().site(),
        node.id().name(),
        node.cpuMillis(),
        node.memory(),
        node.devices().stream().map(Part::of).toList(),
        new Place(node.topology().block(), node.topology().rack()),
        node.labels(),
        node.limits().stream().map(Limit::of).toList(),
        Optional.of(node.capabilities().stream().map(Capability::name).toList()),
        Optional.of(node.addresses()).filter(known -> !known.isEmpty()));
  }

  NodeSpec model() {
    List<EnforcedLimit> enforced = limits.stream().map(Limit::model).toList();
    return new NodeSpec(
        new NodeId(site, name),
        cpuMillis,
        memory,
        devices.stream().map(Part::model).toList(),
        new TopologyPath(topology.block, topology.rack),
        labels,
        enforced,
        capabilities
            .<Set<Capability>>map(
                names -> names.stream().map(Capability::valueOf).collect(Collectors.toSet()))
            .orElseGet(() -> Capability.ofWorker(enforced)),
        addresses.orElse(Collections.emptySortedMap()));
  }

  /** The stored form of {@link Device}. */
  record Part(
      int index,
      String kind,
      String vendor,
      Bytes memory,
      Optional<String> uuid,
      Optional<String> path,
      Optional<String> link) {
    static Part of(Device device) {
      return new Part(
          device.index(),
          device.kind(),
          device.vendor(),
          device.memory(),
          device.uuid(),
          device.path(),
          device.link());
    }

    Device model() {
      return new Device(index, kind, vendor, memory, uuid, path, link);
    }
  }

  /** The stored form of {@link TopologyPath}. */
  record Place(String block, String rack) {}

  /** The stored form of {@link EnforcedLimit}. */
  record Limit(String name, Optional<String> mechanism, String detail) {
    static Limit of(EnforcedLimit limit) {
      return new Limit(limit.name(), limit.mechanism(), limit.detail());
    }

    EnforcedLimit model() {
      return new EnforcedLimit(name, mechanism, detail);
    }
  }
}
