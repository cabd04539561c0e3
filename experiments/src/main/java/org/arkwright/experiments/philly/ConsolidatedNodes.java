package org.arkwright.experiments.philly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One virtual cluster's nodes of eight devices, with the "consolidate" placement of Helios'
 * simulator: up to eight devices on the fullest node that fits; more on whole free nodes, and the
 * rest on the next freest.
 */
final class ConsolidatedNodes {
  static final int DEVICES = 8;

  private final int[] free;

  ConsolidatedNodes(int nodes) {
    free = new int[nodes];
    Arrays.fill(free, DEVICES);
  }

  /** Devices of one node. */
  record Slot(int node, int devices) {}

  /** Where the job would lie; empty when it does not fit. */
  Optional<List<Slot>> place(int devices) {
    List<Slot> slots = new ArrayList<>();
    int wholes = devices <= DEVICES ? 0 : devices / DEVICES;
    int rest = devices - wholes * DEVICES;
    for (int node = 0; node < free.length && slots.size() < wholes; node++) {
      if (free[node] == DEVICES) {
        slots.add(new Slot(node, DEVICES));
      }
    }
    if (slots.size() < wholes) {
      return Optional.empty();
    }
    if (rest > 0) {
      int best = restNode(wholes == 0, rest, slots);
      if (best < 0) {
        return Optional.empty();
      }
      slots.add(new Slot(best, rest));
    }
    return Optional.of(slots);
  }

  /** The fullest node for a small job, the freest for the rest of a large one; −1 for none. */
  private int restNode(boolean fullest, int rest, List<Slot> taken) {
    int best = -1;
    for (int node = 0; node < free.length; node++) {
      int index = node;
      if (free[node] >= rest
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
