package org.arkwright.model.job;

import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.node.Allocation;

/** A live attempt: where it runs and how each rank is doing, in rank order. */
public record Attempt(
    AttemptId id, Allocation allocation, long startedAtNanos, List<RankStatus> ranks) {
  public Attempt {
    ranks = List.copyOf(ranks);
  }

  /** Whether every rank has ended. */
  public boolean allEnded() {
    return ranks.stream().allMatch(RankStatus.Ended.class::isInstance);
  }

  /**
   * Until when it was there, as its nodes saw it: the end of its last rank once all have ended, at
   * most {@code nowNanos}, which it is before that.
   */
  public long untilNanos(long nowNanos) {
    if (ranks.isEmpty()) {
      return nowNanos; // None has ended.
    }
    long last = startedAtNanos;
    for (RankStatus rank : ranks) {
      if (!(rank instanceof RankStatus.Ended(_, long at))) {
        return nowNanos;
      }
      last = Math.max(last, at);
    }
    return Math.min(last, nowNanos);
  }
}
