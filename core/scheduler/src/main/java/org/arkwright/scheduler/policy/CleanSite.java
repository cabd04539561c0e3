package org.arkwright.scheduler.policy;

import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.NodeView;

/**
 * Prefers the site whose energy is cleanest now. It speaks where sites are chosen, by the price of
 * a tonne of CO2 (at weight 100 once that price); inside a site all nodes are equally clean.
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
