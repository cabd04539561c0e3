package org.arkwright.scheduler.policy;

import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.Device;
import org.arkwright.scheduler.view.NodeView;

/**
 * Keeps ranks without devices away from nodes with accelerators, whose CPUs are needed to feed
 * them.
 */
public record SpareAccelerators() implements PlacementPolicy {
  @Override
  public String name() {
    return "spare-accelerators";
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    boolean accelerated = node.spec().devices().stream().anyMatch(Device::isAccelerator);
    return accelerated && rank.devices().isEmpty() ? 0 : BEST;
  }
}
