package org.arkwright.gateway.route;

import java.util.Optional;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.TokenCount;

/** Estimates immediately what a request has cost; the ledger's postings are authoritative. */
@FunctionalInterface
public interface CostEstimator {
  /**
   * Called from an event loop, so it must not block.
   *
   * @param activeNanos how long the backend worked on it
   * @param outstanding the number of requests the backend was working on at the end, including this
   *     one: they share the replica's power
   * @return empty when prices and power are unknown
   */
  Optional<CostEstimate> estimate(
      RouteName route, TokenCount tokens, long activeNanos, int outstanding);

  /** Returns an estimator without estimates. */
  static CostEstimator none() {
    return (_, _, _, _) -> Optional.empty();
  }
}
