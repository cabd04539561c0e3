package org.arkwright.model.node;

import java.util.Optional;

/**
 * Why a node takes no new work. It outlasts the node's loss and return, until it is lifted.
 *
 * @param reason as whoever cordoned it gave it; may be empty
 * @param bySite whether the site's own inventory said so, and not an operator
 * @param sinceNanos when it began, in nanoseconds since the Unix epoch
 * @param drain how its present work leaves; empty when that may stay
 */
public record Cordon(String reason, boolean bySite, long sinceNanos, Optional<Drain> drain) {
  /**
   * How a node's present work leaves: jobs may end by themselves until the deadline.
   *
   * @param deadlineNanos when the rest is stopped and queued again; empty when it is never
   * @param over whether the deadline has come
   */
  public record Drain(Optional<Long> deadlineNanos, boolean over) {}

  /** Whether its work leaves. */
  public boolean drains() {
    return drain.isPresent();
  }

  /**
   * The word for a node that is there and has this cordon, the same wherever it is shown.
   *
   * @param holdsRanks whether a rank is still on the node
   */
  public String word(boolean holdsRanks) {
    if (!drains()) {
      return "Cordoned";
    }
    return holdsRanks ? "Draining" : "Drained";
  }

  /** When the rest of its work is stopped; empty when it is never, or was already. */
  public Optional<Long> dueNanos() {
    return drain.filter(draining -> !draining.over()).flatMap(Drain::deadlineNanos);
  }

  /** Returns this cordon once the deadline of its drain has come. */
  public Cordon drained() {
    return new Cordon(
        reason,
        bySite,
        sinceNanos,
        drain.map(draining -> new Drain(draining.deadlineNanos(), true)));
  }
}
