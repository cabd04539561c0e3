package org.arkwright.protocol;

import java.util.List;

/**
 * The control plane's answer.
 *
 * @param introduceYourself whether it does not know this incarnation: it took nothing in, and the
 *     next request must carry an {@link Registration}; orders are numbered anew then
 * @param acknowledged the highest observation of the request that is durable; 0 when none is
 * @param orders those not carried out yet, in number order
 * @param leaseMillis how long, from the moment the request was sent, the worker may keep its ranks
 *     without another answer
 */
public record SyncResponse(
    boolean introduceYourself, long acknowledged, List<NumberedOrder> orders, long leaseMillis) {
  public SyncResponse {
    orders = List.copyOf(orders);
  }
}
