package org.arkwright.model.node;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;

/**
 * The resources of a node, as discovered by its worker. A device's index is its position in the
 * list.
 *
 * @param limits the results of its worker's start-up probe
 * @param capabilities what it can do that not every node can, in the order of the enumeration
 * @param addresses where other nodes reach it, by the name of a network: {@link #MANAGEMENT},
 *     {@link #FABRIC}; a host name or a numeric address without a port; empty where the node is the
 *     only machine of its site
 */
public record NodeSpec(
    NodeId id,
    long cpuMillis,
    Bytes memory,
    List<Device> devices,
    TopologyPath topology,
    SortedMap<String, String> labels,
    List<EnforcedLimit> limits,
    Set<Capability> capabilities,
    SortedMap<String, String> addresses) {
  /** The network over which workers, control plane and operators meet. */
  public static final String MANAGEMENT = "management";

  /** The network over which the ranks of a gang meet. */
  public static final String FABRIC = "fabric";

  public NodeSpec {
    devices = List.copyOf(devices);
    limits = List.copyOf(limits);
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    EnumSet<Capability> able = EnumSet.noneOf(Capability.class);
    able.addAll(capabilities);
    capabilities = Collections.unmodifiableSet(able);
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
    for (int i = 0; i < devices.size(); i++) {
      if (devices.get(i).index() != i) {
        throw new IllegalArgumentException(
            "device " + i + " is numbered " + devices.get(i).index());
      }
    }
  }

  /** Creates a node on a single machine, with the {@linkplain Capability#ofWorker usual} worker. */
  public NodeSpec(
      NodeId id,
      long cpuMillis,
      Bytes memory,
      List<Device> devices,
      TopologyPath topology,
      SortedMap<String, String> labels,
      List<EnforcedLimit> limits) {
    this(
        id,
        cpuMillis,
        memory,
        devices,
        topology,
        labels,
        limits,
        Capability.ofWorker(limits),
        Collections.emptySortedMap());
  }

  /** Returns this node under another name or at another site. */
  public NodeSpec withId(NodeId other) {
    return new NodeSpec(
        other, cpuMillis, memory, devices, topology, labels, limits, capabilities, addresses);
  }

  /** Returns this node with the given CPU capacity, in thousandths of a core. */
  public NodeSpec offeringCpu(long otherMillis) {
    return offering(otherMillis, memory, devices);
  }

  /**
   * Returns this node with other resources.
   *
   * @param millis CPU capacity, in thousandths of a core
   */
  public NodeSpec offering(long millis, Bytes bytes, List<Device> others) {
    return new NodeSpec(
        id, millis, bytes, others, topology, labels, limits, capabilities, addresses);
  }

  /** Returns this node at the given place in the topology. */
  public NodeSpec at(TopologyPath place) {
    return new NodeSpec(
        id, cpuMillis, memory, devices, place, labels, limits, capabilities, addresses);
  }

  /** Returns this node with one more label, or another value of it. */
  public NodeSpec withLabel(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(labels);
    more.put(key, value);
    return new NodeSpec(
        id, cpuMillis, memory, devices, topology, more, limits, capabilities, addresses);
  }

  /** Returns this node with other capabilities. */
  public NodeSpec withCapabilities(Collection<Capability> others) {
    return new NodeSpec(
        id,
        cpuMillis,
        memory,
        devices,
        topology,
        labels,
        limits,
        others.isEmpty() ? Set.of() : EnumSet.copyOf(others),
        addresses);
  }

  /** Returns this node with other addresses, by the name of a network. */
  public NodeSpec withAddresses(SortedMap<String, String> others) {
    return new NodeSpec(
        id, cpuMillis, memory, devices, topology, labels, limits, capabilities, others);
  }

  /** The total resources of the node. */
  public Resources capacity() {
    return new Resources(cpuMillis, memory.value(), 1000L * devices.size());
  }

  /** The name of the node's site. */
  public String site() {
    return id.site();
  }

  /** Its address in the network of that name, where it has one. */
  public Optional<String> address(String network) {
    return Optional.ofNullable(addresses.get(network));
  }
}
