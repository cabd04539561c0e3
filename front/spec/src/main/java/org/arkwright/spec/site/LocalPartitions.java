package org.arkwright.spec.site;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;

/**
 * The sites that are partitions of this machine: those with {@code local} ({@code cpus} and {@code
 * memory}) in {@code site.yaml}. Each is a node of its own, so that choosing between sites can be
 * tried without renting anything.
 *
 * @param bySite the capacity of each partition, without devices: the machine's devices belong to
 *     home
 */
public record LocalPartitions(SortedMap<String, Resources> bySite) {
  public static final LocalPartitions NONE = new LocalPartitions(Collections.emptySortedMap());

  public LocalPartitions {
    bySite = Collections.unmodifiableSortedMap(new TreeMap<>(bySite));
  }

  /** Whether the node is one of these partitions. */
  public boolean holds(NodeSpec node) {
    return bySite.containsKey(node.site());
  }

  /** Returns the node with the capacity of its partition. */
  public NodeSpec offer(NodeSpec node) {
    Resources partition = bySite.getOrDefault(node.site(), node.capacity());
    return node.offering(partition.cpuMillis(), new Bytes(partition.memoryBytes()), List.of());
  }
}
