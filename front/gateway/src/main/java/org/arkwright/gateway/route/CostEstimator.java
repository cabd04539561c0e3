package org.arkwright.gateway.route;

import java.util.Optional;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.TokenCount;

/** Says at once what a request has probably cost; the ledger's books are what counts. */
@FunctionalInterface
public interface CostEstimator {
  /**
   * Called from an event loop, so it must not block.
   *
   * @param activeNanos how long a backend worked on it
   * @param outstanding requests that the backend worked on at the end, this one included: they
   *     share what the replica draws
   * @return empty where prices and power are not known
   */
  Optional<CostEstimate> estimate(
      RouteName route, TokenCount tokens, long activeNanos, int outstanding);

  /** Knows nothing. */
  static CostEstimator none() {
    return (_, _, _, _) -> Optional.empty();
  }
}
