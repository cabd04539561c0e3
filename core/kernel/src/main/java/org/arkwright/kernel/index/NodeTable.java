package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;

/** Every node that ever joined, by name, with a separate index of the live ones. */
public final class NodeTable {
  private final NavigableMap<NodeId, NodeUsage> all = new TreeMap<>();
  private final NavigableMap<NodeId, NodeUsage> live = new TreeMap<>();
  private final NodeChanges changes = new NodeChanges();

  /** The most recent changes of nodes. */
  public NodeChanges changes() {
    return changes;
  }

  /** All nodes by name, including lost ones. */
  public Collection<NodeUsage> all() {
    return Collections.unmodifiableCollection(all.values());
  }

  /** The nodes that take work, by name. */
  public Collection<NodeUsage> live() {
    return Collections.unmodifiableCollection(live.values());
  }

  /** The node with the given id, live or lost. */
  public Optional<NodeUsage> find(NodeId id) {
    return Optional.ofNullable(all.get(id));
  }

  /** Marks the node as taking work from now on, with the given resources. */
  public void join(NodeSpec spec, long atNanos) {
    all.computeIfAbsent(spec.id(), _ -> new NodeUsage(spec, true, atNanos)).join(spec, atNanos);
    live.put(spec.id(), require(spec.id()));
    changes.fleetChanged();
  }

  /** Marks the node as taking no work until it joins again; its ranks keep what they hold. */
  public void lose(NodeId id, long atNanos) {
    require(id).lose(atNanos);
    live.remove(id);
    changes.fleetChanged();
  }

  /** Adds the holdings of a whole gang. */
  public void hold(JobId job, List<RankPlacement> places, RankResources resources) {
    for (RankPlacement placement : places) {
      require(placement.node()).hold(job, placement, resources);
      changes.changed(placement.node());
    }
  }

  /** Undoes {@link #hold}. */
  public void release(JobId job, List<RankPlacement> places, RankResources resources) {
    for (RankPlacement placement : places) {
      require(placement.node()).release(job, placement, resources);
      changes.changed(placement.node());
    }
  }

  private NodeUsage require(NodeId id) {
    return find(id).orElseThrow(() -> new IllegalStateException("no node " + id));
  }
}
