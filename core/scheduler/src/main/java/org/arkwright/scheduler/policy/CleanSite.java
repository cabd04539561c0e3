package org.arkwright.scheduler.policy;

import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.NodeView;

/**
 * Prefers the site with the cleanest energy now. It takes effect in the choice of sites, through
 * the price of a tonne of CO2 (weight 100 counts it once); within a site all nodes are equal.
 */
public final class CleanSite implements PlacementPolicy {
  public static final String NAME = "carbon";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST;
  }
}
