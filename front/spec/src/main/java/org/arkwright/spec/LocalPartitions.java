package org.arkwright.spec;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;

/**
 * Sites that are only rooms of this machine: {@code local} of a site in {@code site.yaml}, {@code
 * cpus} and {@code memory}. Each is a node of its own, so that choosing between sites can be tried
 * without renting anything.
 *
 * @param bySite what each offers; no devices, as those of the machine are at home
 */
public record LocalPartitions(SortedMap<String, Resources> bySite) {
  public static final LocalPartitions NONE = new LocalPartitions(Collections.emptySortedMap());

  public LocalPartitions {
    bySite = Collections.unmodifiableSortedMap(new TreeMap<>(bySite));
  }

  /** Whether the node is one of them. */
  public boolean holds(NodeSpec node) {
    return bySite.containsKey(node.site());
  }

  /** The node, offering what its room does. */
  public NodeSpec offer(NodeSpec node) {
    Resources room = bySite.getOrDefault(node.site(), node.capacity());
    return new NodeSpec(
        node.id(),
        room.cpuMillis(),
        new Bytes(room.memoryBytes()),
        List.of(),
        node.topology(),
        node.labels(),
        node.limits());
  }
}
