package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;

/**
 * Every node that joined and was not removed, by name, with separate indexes of those that take
 * work and of those that are there and cordoned; and the nodes that are only expected.
 */
public final class NodeTable {
  private final NavigableMap<NodeId, NodeUsage> all = new TreeMap<>();
  private final NavigableMap<NodeId, NodeUsage> open = new TreeMap<>();
  private final NavigableMap<NodeId, NodeUsage> cordoned = new TreeMap<>();
  private final NavigableMap<NodeId, ExpectedNode> expected = new TreeMap<>();
  private final NavigableSet<DrainDue> drains = new TreeSet<>();
  private final NodeChanges changes = new NodeChanges();

  /** The time at which the drain of a node stops the rest of its work. */
  public record DrainDue(long atNanos, NodeId node) implements Comparable<DrainDue> {
    @Override
    public int compareTo(DrainDue other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : node.compareTo(other.node);
    }
  }

  /** The most recent changes of nodes. */
  public NodeChanges changes() {
    return changes;
  }

  /** All nodes by name, including lost ones. */
  public Collection<NodeUsage> all() {
    return Collections.unmodifiableCollection(all.values());
  }

  /** The nodes that are there, by name, cordoned or not. Takes time proportional to all nodes. */
  public List<NodeUsage> live() {
    return all.values().stream().filter(NodeUsage::isLive).toList();
  }

  /** The nodes that take work, by name. */
  public Collection<NodeUsage> open() {
    return Collections.unmodifiableCollection(open.values());
  }

  /** The nodes that are there and cordoned, by name. */
  public Collection<NodeUsage> cordoned() {
    return Collections.unmodifiableCollection(cordoned.values());
  }

  /** The nodes that were requested and are not there, by name. */
  public Collection<ExpectedNode> expected() {
    return Collections.unmodifiableCollection(expected.values());
  }

  /** The node with the given id, live or lost. */
  public Optional<NodeUsage> find(NodeId id) {
    return Optional.ofNullable(all.get(id));
  }

  /** The request for the node with the given id, while it is not there. */
  public Optional<ExpectedNode> expected(NodeId id) {
    return Optional.ofNullable(expected.get(id));
  }

  /** The drains with a deadline that has not come, earliest first. */
  public NavigableSet<DrainDue> drains() {
    return Collections.unmodifiableNavigableSet(drains);
  }

  /** Marks the node as being there from now on, with the given resources. */
  public void join(NodeSpec spec, long atNanos) {
    all.computeIfAbsent(spec.id(), _ -> new NodeUsage(spec, true, atNanos)).join(spec, atNanos);
    expected.remove(spec.id());
    reindex(require(spec.id()));
  }

  /** Marks the node as taking no work until it joins again; its ranks keep what they hold. */
  public void lose(NodeId id, long atNanos) {
    require(id).lose(atNanos);
    reindex(require(id));
  }

  /**
   * Sets whether and why the node takes no new work.
   *
   * @param cordon empty to lift it
   */
  public void cordon(NodeId id, Optional<Cordon> cordon) {
    NodeUsage node = require(id);
    node.cordon().flatMap(Cordon::dueNanos).ifPresent(due -> drains.remove(new DrainDue(due, id)));
    node.cordon(cordon);
    cordon.flatMap(Cordon::dueNanos).ifPresent(due -> drains.add(new DrainDue(due, id)));
    reindex(node);
  }

  /** Adds a node that was requested. */
  public void expect(ExpectedNode node) {
    expected.put(node.id(), node);
  }

  /** Forgets a node that is not there, or a request for one. */
  public void remove(NodeId id) {
    expected.remove(id);
    find(id)
        .ifPresent(node -> {
          if (node.isLive() || !node.jobs().isEmpty()) {
            throw new IllegalStateException("in use: node " + id);
          }
          cordon(id, Optional.empty());
          all.remove(id);
        });
  }

  private void reindex(NodeUsage node) {
    NodeId id = node.spec().id();
    open.remove(id);
    cordoned.remove(id);
    if (node.isLive()) {
      (node.takesWork() ? open : cordoned).put(id, node);
    }
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
