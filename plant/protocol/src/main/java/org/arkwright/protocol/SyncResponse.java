package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;

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
 * @param versions the versions of the protocol that the control plane speaks; empty for {@link
 *     Versions#UNTOLD}
 * @param refusal why the worker is given no orders, or, of one that is known, why a report of it
 *     was not taken; for people; empty for neither
 * @param unread the orders that the worker's side could not read; none when it is written
 */
public record SyncResponse(
    ServerEpoch server,
    boolean introduceYourself,
    long acknowledged,
    List<NumberedOrder> orders,
    long leaseMillis,
    Optional<Versions> versions,
    Optional<String> refusal,
    List<RefusedOrder> unread) {
  public SyncResponse {
    orders = List.copyOf(orders);
    unread = List.copyOf(unread);
  }

  /** An answer of this version that refuses nothing. */
  public SyncResponse(
      ServerEpoch server,
      boolean introduceYourself,
      long acknowledged,
      List<NumberedOrder> orders,
      long leaseMillis) {
    this(
        server,
        introduceYourself,
        acknowledged,
        orders,
        leaseMillis,
        Optional.of(Protocol.SPOKEN),
        Optional.empty(),
        List.of());
  }

  /** An answer that gives the worker no orders, and says why. */
  public static SyncResponse refusing(ServerEpoch server, String why, long leaseMillis) {
    return new SyncResponse(
        server,
        true,
        0,
        List.of(),
        leaseMillis,
        Optional.of(Protocol.SPOKEN),
        Optional.of(why),
        List.of());
  }

  /** This answer, which also says why a report was not taken; empty if all were. */
  public SyncResponse refusing(Optional<String> why) {
    return new SyncResponse(
        server, introduceYourself, acknowledged, orders, leaseMillis, versions, why, unread);
  }

  /** This answer with those orders. */
  SyncResponse holding(List<NumberedOrder> read, List<RefusedOrder> notRead) {
    return new SyncResponse(
        server, introduceYourself, acknowledged, read, leaseMillis, versions, refusal, notRead);
  }

  /** The number of the last order, read or not; 0 for none. */
  public long lastNumber() {
    return Math.max(
        orders.isEmpty() ? 0 : orders.getLast().number(),
        unread.isEmpty() ? 0 : unread.getLast().number());
  }
}
