package org.arkwright.scheduler;

import org.arkwright.model.RankResources;

/**
 * Prefers the site whose energy is cleanest now. It speaks where sites are chosen, by the price of
 * a tonne of CO2 (at weight 100 once that price); inside a site all nodes are equally clean.
 */
final class CleanSite implements PlacementPolicy {
  static final String NAME = "carbon";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int score(NodeView node, RankResources rank) {
    return BEST;
  }
}
