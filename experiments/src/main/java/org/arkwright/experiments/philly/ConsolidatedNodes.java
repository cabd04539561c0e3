package org.arkwright.experiments.philly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The nodes of one virtual cluster, with eight devices each, and the "consolidate" placement of
 * Helios' simulator: up to eight devices on the fullest node that fits; more on entirely free
 * nodes, and the remainder on the freest other node.
 */
final class ConsolidatedNodes {
  static final int DEVICES = 8;

  private final int[] free;

  ConsolidatedNodes(int nodes) {
    free = new int[nodes];
    Arrays.fill(free, DEVICES);
  }

  /** A number of devices on one node. */
  record Slot(int node, int devices) {}

  /** Returns the placement of a job; empty when it does not fit. */
  Optional<List<Slot>> place(int devices) {
    List<Slot> slots = new ArrayList<>();
    int wholes = devices <= DEVICES ? 0 : devices / DEVICES;
    int remainder = devices - wholes * DEVICES;
    for (int node = 0; node < free.length && slots.size() < wholes; node++) {
      if (free[node] == DEVICES) {
        slots.add(new Slot(node, DEVICES));
      }
    }
    if (slots.size() < wholes) {
      return Optional.empty();
    }
    if (remainder > 0) {
      int best = remainderNode(wholes == 0, remainder, slots);
      if (best < 0) {
        return Optional.empty();
      }
      slots.add(new Slot(best, remainder));
    }
    return Optional.of(slots);
  }

  /** The fullest node for a small job, the freest for the remainder of a large one; −1 for none. */
  private int remainderNode(boolean fullest, int remainder, List<Slot> taken) {
    int best = -1;
    for (int node = 0; node < free.length; node++) {
      int index = node;
      if (free[node] >= remainder
          && (best < 0 || (fullest ? free[node] < free[best] : free[node] > free[best]))
          && taken.stream().noneMatch(slot -> slot.node == index)) {
        best = node;
      }
    }
    return best;
  }

  void take(List<Slot> place) {
    place.forEach(slot -> free[slot.node] -= slot.devices);
  }

  void give(List<Slot> place) {
    place.forEach(slot -> free[slot.node] += slot.devices);
  }
}
