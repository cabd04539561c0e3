package org.arkwright.protocol;

import java.util.List;

/**
 * The control plane's answer to a {@link SyncRequest}.
 *
 * @param server the start of the control plane that answers; a worker that may not obey it ignores
 *     the answer
 * @param introduceYourself whether the incarnation is unknown: the request was ignored, the next
 *     one must carry a {@link Registration}, and order numbers restart
 * @param acknowledged the number of the last observation of the request that is durable; 0 when
 *     none is
 * @param orders the orders not yet carried out, in number order
 * @param leaseMillis how long after sending the request the worker may keep its ranks without
 *     another answer
 */
public record SyncResponse(
    ServerEpoch server,
    boolean introduceYourself,
    long acknowledged,
    List<NumberedOrder> orders,
    long leaseMillis) {
  public SyncResponse {
    orders = List.copyOf(orders);
  }
}
