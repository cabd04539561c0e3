package org.arkwright.scheduler.policy;

import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.NodeView;

/** Prefers the node with the fewest idle devices, in absolute numbers. */
public record Packing() implements PlacementPolicy {
  @Override
  public String name() {
    return "packing";
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    long idle = -rank.amount().deviceThousandths();
    for (int i = 0; i < node.spec().devices().size(); i++) {
      idle += node.freeThousandths(i);
    }
    return PlacementPolicy.loss((double) idle);
  }
}
