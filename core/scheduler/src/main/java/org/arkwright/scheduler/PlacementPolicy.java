package org.arkwright.scheduler;

import org.arkwright.model.RankResources;

/**
 * One named opinion on where a rank should go. Pure; a policy without an opinion says {@link
 * #BEST}.
 */
public interface PlacementPolicy {
  /** The highest score. */
  int BEST = 1000;

  /** The word that configuration and explanations use. */
  String name();

  /**
   * How well the rank would lie on the node.
   *
   * @param node what is free; the rank fits there
   * @return 0 (avoid) to {@link #BEST}
   */
  int score(NodeView node, RankResources rank);
}
