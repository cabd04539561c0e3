package org.arkwright.model.job;

import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Allocation;

/**
 * Where a gang is to run, as the scheduler decides it: on these nodes, or at a site that places.
 */
public sealed interface Placement {
  /** On the nodes and devices of the allocation, which it holds from its start. */
  record Exact(Allocation allocation) implements Placement {
    @Override
    public String site() {
      return allocation.ranks().isEmpty()
          ? NodeId.HOME
          : allocation.ranks().getFirst().node().site();
    }
  }

  /**
   * At the site, whose own scheduler queues it, and picks nodes and devices that fit the gang of
   * its spec. It holds quota from its start, but no node before the site has placed it.
   */
  record BySite(String site) implements Placement {}

  /** The name of the site. */
  String site();

  /** The allocation of an exact placement; empty where the site places. */
  default Optional<Allocation> exact() {
    return this instanceof Exact(Allocation allocation)
        ? Optional.of(allocation)
        : Optional.empty();
  }
}
