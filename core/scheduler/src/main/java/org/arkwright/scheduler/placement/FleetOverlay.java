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
 * The fleet at some moment, as differences from the view: only nodes that change are copied. A fork
 * sees its parent's changes and keeps its own to itself until it is committed.
 */
public final class FleetOverlay {
  private final Map<NodeId, FreeCapacity> rooms = new LinkedHashMap<>();
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

  /** An independent copy; of the changed nodes only. */
  FleetOverlay copy() {
    FleetOverlay copy = new FleetOverlay();
    parent.ifPresent(
        below -> below.rooms.forEach((n, room) -> copy.rooms.put(n, new FreeCapacity(room))));
    rooms.forEach((name, room) -> copy.rooms.put(name, new FreeCapacity(room)));
    return copy;
  }

  /** Makes a fork's changes its parent's. */
  void commit() {
    parent.orElseThrow().rooms.putAll(rooms);
  }

  /** The node as it is here; the argument itself while nothing has changed it. */
  NodeView see(NodeView base) {
    if (!rooms.isEmpty()) {
      FreeCapacity room = rooms.get(base.spec().id());
      if (room != null) {
        return room;
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
    FreeCapacity room = rooms.get(base.spec().id());
    if (room == null) {
      room = new FreeCapacity(see(base));
      rooms.put(base.spec().id(), room);
    }
    return room;
  }
}
