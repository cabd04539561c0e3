package org.arkwright.scheduler.placement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.scheduler.view.FreeCapacity;
import org.arkwright.scheduler.view.NodeView;

/**
 * The state of the fleet at a point in time, as differences from the view: only changed nodes are
 * copied. A fork sees its parent's changes and keeps its own private until it is committed.
 */
public final class FleetOverlay {
  private final Map<NodeId, FreeCapacity> changed = new LinkedHashMap<>();
  private final Optional<FleetOverlay> parent;

  FleetOverlay() {
    parent = Optional.empty();
  }

  private FleetOverlay(FleetOverlay parent) {
    this.parent = Optional.of(parent);
  }

  FleetOverlay fork() {
    return new FleetOverlay(this);
  }

  /** Returns an independent copy; copies only the changed nodes. */
  FleetOverlay copy() {
    FleetOverlay copy = new FleetOverlay();
    parent.ifPresent(
        outer -> outer.changed.forEach((n, free) -> copy.changed.put(n, new FreeCapacity(free))));
    changed.forEach((name, free) -> copy.changed.put(name, new FreeCapacity(free)));
    return copy;
  }

  /** Applies a fork's changes to its parent. */
  void commit() {
    parent.orElseThrow().changed.putAll(changed);
  }

  /** Returns the node in this overlay; the argument itself if it is unchanged. */
  NodeView see(NodeView base) {
    if (!changed.isEmpty()) {
      FreeCapacity free = changed.get(base.spec().id());
      if (free != null) {
        return free;
      }
    }
    return parent.isPresent() ? parent.get().see(base) : base;
  }

  void take(NodeView base, RankResources rank, List<DeviceShare> devices) {
    touch(base).take(rank, devices);
  }

  void give(NodeView base, RankResources rank, List<DeviceShare> devices) {
    touch(base).give(rank, devices);
  }

  private FreeCapacity touch(NodeView base) {
    FreeCapacity free = changed.get(base.spec().id());
    if (free == null) {
      free = new FreeCapacity(see(base));
      changed.put(base.spec().id(), free);
    }
    return free;
  }
}
