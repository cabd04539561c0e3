package org.arkwright.ledger;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;

/**
 * The part of a live job that the ledger needs.
 *
 * @param rankCpuMillis CPU held by each rank
 * @param rankMemoryBytes memory held by each rank
 */
public record OpenJob(
    JobId id, Account.Use account, long rankCpuMillis, long rankMemoryBytes, Optional<Held> held) {

  /**
   * The holdings of the job's attempt.
   *
   * @param startedNanos when the attempt started
   * @param bookedNanos up to when it has been posted
   * @param counted the part whose energy was measured, and so is not modelled
   * @param site where it runs
   */
  public record Held(
      long startedNanos,
      long bookedNanos,
      SortedMap<NodeId, Holding> nodes,
      Holding counted,
      String site) {
    public Held {
      nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    }

    Held postedTo(long nanos) {
      return new Held(startedNanos, nanos, nodes, counted, site);
    }

    Held without(NodeId node) {
      SortedMap<NodeId, Holding> left = new TreeMap<>(nodes);
      left.remove(node);
      return new Held(startedNanos, bookedNanos, left, counted, site);
    }

    Held counting(Holding more) {
      return new Held(startedNanos, bookedNanos, nodes, counted.plus(more), site);
    }
  }

  OpenJob holding(Held next) {
    return new OpenJob(id, account, rankCpuMillis, rankMemoryBytes, Optional.of(next));
  }

  OpenJob released() {
    return new OpenJob(id, account, rankCpuMillis, rankMemoryBytes, Optional.empty());
  }
}
