package org.arkwright.scheduler;

import java.util.List;
import org.arkwright.model.RankResources;

/** The weighted sum of placement policies. */
public record PlacementScore(List<Weighted> policies) {
  /** Packs tightly, keeps devices whole, and keeps accelerators for those who ask for them. */
  public static final PlacementScore DEFAULT =
      new PlacementScore(
          List.of(
              new Weighted(new SpareAccelerators(), 10),
              new Weighted(new WholeDevices(), 3),
              new Weighted(new BestFit(), 1)));

  public PlacementScore {
    policies = List.copyOf(policies);
  }

  /** A policy and how much its opinion counts. */
  public record Weighted(PlacementPolicy policy, int weight) {}

  /** Higher is better; comparable between nodes for the same rank only. */
  long of(NodeView node, RankResources rank) {
    long sum = 0;
    for (Weighted weighted : policies) {
      sum += (long) weighted.weight() * weighted.policy().score(node, rank);
    }
    return sum;
  }
}
