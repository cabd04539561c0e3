package org.arkwright.model.job;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;

/**
 * A live attempt: where it runs or waits, and how each rank is doing.
 *
 * @param placement as the scheduler decided it
 * @param startedAtNanos when the scheduler started it, from when on it holds quota
 * @param place the nodes it holds; those of an exact placement from its start
 * @param ranks the status of each, in rank order
 * @param outputs what those of its nodes have stored whose ranks have all ended, while others run
 */
public record Attempt(
    AttemptId id,
    Placement placement,
    long startedAtNanos,
    AttemptPlace place,
    List<RankStatus> ranks,
    GangOutputs outputs) {
  public Attempt {
    ranks = List.copyOf(ranks);
    if (placement instanceof Placement.Exact && place instanceof AttemptPlace.AtSite) {
      throw new IllegalArgumentException(id + " has its nodes, and cannot wait for others");
    }
  }

  /** An attempt that has just been started. */
  public static Attempt begin(
      AttemptId id, Placement placement, long nowNanos, List<RankStatus> ranks) {
    AttemptPlace place =
        switch (placement) {
          case Placement.Exact(var allocation) -> new AttemptPlace.OnNodes(allocation, nowNanos);
          case Placement.BySite _ -> new AttemptPlace.AtSite(Optional.empty());
        };
    return new Attempt(id, placement, nowNanos, place, ranks, GangOutputs.NONE);
  }

  /** An attempt that was started on the nodes of an allocation, and has stored nothing. */
  public Attempt(AttemptId id, Allocation allocation, long startedAtNanos, List<RankStatus> ranks) {
    this(
        id,
        new Placement.Exact(allocation),
        startedAtNanos,
        new AttemptPlace.OnNodes(allocation, startedAtNanos),
        ranks,
        GangOutputs.NONE);
  }

  /** The nodes and devices it holds; empty while it waits at its site. */
  public Optional<Allocation> allocation() {
    return place instanceof AttemptPlace.OnNodes(var allocation, _)
        ? Optional.of(allocation)
        : Optional.empty();
  }

  /** The places of its ranks, in rank order; none while it waits at its site. */
  public List<RankPlacement> placements() {
    return allocation().map(Allocation::ranks).orElse(List.of());
  }

  /** The nodes it holds; none while it waits at its site. */
  public SortedSet<NodeId> nodes() {
    return allocation().map(Allocation::nodes).orElse(Collections.emptySortedSet());
  }

  /** The name of the site where it runs or waits. */
  public String site() {
    return placement.site();
  }

  /** Whether its site has not placed it yet. */
  public boolean waitsAtSite() {
    return place instanceof AttemptPlace.AtSite;
  }

  /**
   * Since when it holds its nodes; while it waits at its site, when it is expected to get them, and
   * when it was started where nobody knows.
   */
  public long runsFromNanos() {
    return switch (place) {
      case AttemptPlace.OnNodes(_, long since) -> since;
      case AttemptPlace.AtSite(var told) ->
          told.flatMap(SiteWait::expectedStartNanos).orElse(startedAtNanos);
    };
  }

  /** For how long it has held its nodes; nothing while it waits at its site. */
  public long heldNanos(long nowNanos) {
    return place instanceof AttemptPlace.OnNodes(_, long since)
        ? Math.max(0, untilNanos(nowNanos) - since)
        : 0;
  }

  /** Returns the attempt at another place. */
  public Attempt withPlace(AttemptPlace next) {
    return new Attempt(id, placement, startedAtNanos, next, ranks, outputs);
  }

  /** Returns the attempt with other statuses of its ranks. */
  public Attempt withRanks(List<RankStatus> other) {
    return new Attempt(id, placement, startedAtNanos, place, other, outputs);
  }

  /** Returns the attempt with other outputs. */
  public Attempt withOutputs(GangOutputs other) {
    return new Attempt(id, placement, startedAtNanos, place, ranks, other);
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
