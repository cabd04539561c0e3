package org.arkwright.scheduler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.DeviceShare;
import org.arkwright.model.NodeId;
import org.arkwright.model.RankResources;

/**
 * The fleet at some moment, as differences from the view: only nodes that change are copied. A fork
 * sees its parent's changes and keeps its own to itself until it is committed.
 */
final class Overlay {
  private final Map<NodeId, Room> rooms = new LinkedHashMap<>();
  private final Optional<Overlay> parent;

  Overlay() {
    parent = Optional.empty();
  }

  private Overlay(Overlay parent) {
    this.parent = Optional.of(parent);
  }

  Overlay fork() {
    return new Overlay(this);
  }

  /** An independent copy; of the changed nodes only. */
  Overlay copy() {
    Overlay copy = new Overlay();
    parent.ifPresent(below -> below.rooms.forEach((n, room) -> copy.rooms.put(n, new Room(room))));
    rooms.forEach((name, room) -> copy.rooms.put(name, new Room(room)));
    return copy;
  }

  /** Makes a fork's changes its parent's. */
  void commit() {
    parent.orElseThrow().rooms.putAll(rooms);
  }

  /** The node as it is here; the argument itself while nothing has changed it. */
  NodeView see(NodeView base) {
    if (!rooms.isEmpty()) {
      Room room = rooms.get(base.spec().id());
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

  private Room touch(NodeView base) {
    Room room = rooms.get(base.spec().id());
    if (room == null) {
      room = new Room(see(base));
      rooms.put(base.spec().id(), room);
    }
    return room;
  }
}
