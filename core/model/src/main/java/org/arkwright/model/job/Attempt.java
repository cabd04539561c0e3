package org.arkwright.model.job;

import java.util.List;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.node.Allocation;

/**
 * A live attempt: where it runs and how each rank is doing.
 *
 * @param ranks the status of each, in rank order
 * @param outputs what those of its nodes have stored whose ranks have all ended, while others run
 */
public record Attempt(
    AttemptId id,
    Allocation allocation,
    long startedAtNanos,
    List<RankStatus> ranks,
    GangOutputs outputs) {
  public Attempt {
    ranks = List.copyOf(ranks);
  }

  /** An attempt of which nothing is stored yet. */
  public Attempt(AttemptId id, Allocation allocation, long startedAtNanos, List<RankStatus> ranks) {
    this(id, allocation, startedAtNanos, ranks, GangOutputs.NONE);
  }

  /** Returns the attempt with other statuses of its ranks. */
  public Attempt withRanks(List<RankStatus> other) {
    return new Attempt(id, allocation, startedAtNanos, other, outputs);
  }

  /** Returns the attempt with other outputs. */
  public Attempt withOutputs(GangOutputs other) {
    return new Attempt(id, allocation, startedAtNanos, ranks, other);
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
