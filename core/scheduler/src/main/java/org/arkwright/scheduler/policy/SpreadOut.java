package org.arkwright.scheduler.policy;

import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.NodeView;

/** Prefers the node with the most free capacity: ranks share less, and a lost node costs less. */
public record SpreadOut() implements PlacementPolicy {
  private static final BestFit OPPOSITE = new BestFit();

  @Override
  public String name() {
    return "spread";
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST - OPPOSITE.score(node, rank);
  }
}
