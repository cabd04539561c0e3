package org.arkwright.scheduler.policy;

import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.SiteProfile;

/**
 * One named opinion on where a rank should go. A policy without an opinion says {@link #BEST}.
 * Equal arguments give equal answers; what a policy remembers only makes it faster. An instance
 * belongs to one thread.
 */
public interface PlacementPolicy {
  /** The highest score. */
  int BEST = 1_000_000;

  /** What a thousandth of a device counts in {@link #gain}. */
  int PER_THOUSANDTH = 50;

  /** The word that configuration and explanations use. */
  String name();

  /**
   * How well the rank would lie on the node.
   *
   * @param node what is free; the rank fits there
   * @return 0 (avoid) to {@link #BEST}
   */
  int score(NodeView node, RankResources rank);

  /**
   * How well the rank would lie on certain devices of the node.
   *
   * @param after the node with the rank on those devices
   */
  default int score(NodeView node, RankResources rank, NodeView after) {
    return score(node, rank);
  }

  /** The same policy for a site where that is what runs and waits; itself if that is all one. */
  default PlacementPolicy on(SiteProfile surroundings) {
    return this;
  }

  /** What each level (node, rack, block) counts that two ranks of a gang share; mostly nothing. */
  default int perLevel() {
    return 0;
  }

  /** Whether it may answer the same question differently; then it is asked for every placement. */
  default boolean changesItsMind() {
    return false;
  }

  /**
   * The score of a change by which so many thousandths of a device become useful: the middle for
   * none, the ends for ten devices and more.
   */
  static int gain(double thousandths) {
    double score = BEST / 2.0 + PER_THOUSANDTH * thousandths;
    return (int) Math.max(0, Math.min(BEST, Math.rint(score)));
  }

  /** The score of a loss: best for none, 0 for twenty devices and more. */
  static int loss(double thousandths) {
    return (int) Math.max(0, Math.min(BEST, Math.rint(BEST - PER_THOUSANDTH * thousandths)));
  }
}
