package org.arkwright.scheduler.policy;

import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.SiteProfile;

/**
 * A named policy that scores where a rank should go. A neutral policy returns {@link #BEST}. Equal
 * arguments give equal scores; caches only make it faster. An instance belongs to one thread.
 */
public interface PlacementPolicy {
  /** The highest score. */
  int BEST = 1_000_000;

  /** The weight of a thousandth of a device in {@link #gain}. */
  int PER_THOUSANDTH = 50;

  /** The name in configuration and explanations. */
  String name();

  /**
   * Returns how well the rank fits on the node.
   *
   * @param node the free capacity; the rank must fit
   * @return 0 (avoid) to {@link #BEST}
   */
  int score(NodeView node, RankResources rank);

  /**
   * Returns how well the rank fits on certain devices of the node.
   *
   * @param after the node with the rank on those devices
   */
  default int score(NodeView node, RankResources rank, NodeView after) {
    return score(node, rank);
  }

  /** Returns this policy adapted to a site; itself if it does not depend on the profile. */
  default PlacementPolicy on(SiteProfile profile) {
    return this;
  }

  /**
   * The score of each level (node, rack, block) that two ranks of a gang share; 0 for most
   * policies.
   */
  default int perLevel() {
    return 0;
  }

  /**
   * Whether equal arguments may give different scores; nothing is then cached between placements.
   */
  default boolean isRandomised() {
    return false;
  }

  /**
   * The score of a change that makes the given thousandths of devices useful: the middle for none,
   * the extremes for ten devices or more.
   */
  static int gain(double thousandths) {
    double score = BEST / 2.0 + PER_THOUSANDTH * thousandths;
    return (int) Math.max(0, Math.min(BEST, Math.rint(score)));
  }

  /** The score of a loss: best for none, 0 for twenty devices or more. */
  static int loss(double thousandths) {
    return (int) Math.max(0, Math.min(BEST, Math.rint(BEST - PER_THOUSANDTH * thousandths)));
  }
}
