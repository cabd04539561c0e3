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
   * @param endedNanos when the last of the ranks that have ended was gone; empty before the first
   * @param answering when it answered requests whose tokens are known, if it is a replica
   */
  public record Held(
      long startedNanos,
      long bookedNanos,
      SortedMap<NodeId, Holding> nodes,
      Holding counted,
      String site,
      Optional<Long> endedNanos,
      Answering answering) {
    public Held {
      nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    }

    Held postedTo(long nanos) {
      return new Held(
          startedNanos,
          nanos,
          nodes,
          counted,
          site,
          endedNanos,
          answering.postedTo(Math.max(bookedNanos, nanos)));
    }

    Held without(NodeId node) {
      SortedMap<NodeId, Holding> left = new TreeMap<>(nodes);
      left.remove(node);
      return new Held(startedNanos, bookedNanos, left, counted, site, endedNanos, answering);
    }

    Held counting(Holding more) {
      return new Held(
          startedNanos, bookedNanos, nodes, counted.plus(more), site, endedNanos, answering);
    }

    /** Adds a time in which it answered; what is booked already stays as it is. */
    Held answeringAlso(long fromNanos, long toNanos) {
      Answering longer = answering.with(Math.max(fromNanos, bookedNanos), toNanos);
      return new Held(startedNanos, bookedNanos, nodes, counted, site, endedNanos, longer);
    }

    Held endedAlso(long nanos) {
      long last = Math.max(endedNanos.orElse(nanos), nanos);
      return new Held(
          startedNanos, bookedNanos, nodes, counted, site, Optional.of(last), answering);
    }

    /**
     * Up to when an attempt is charged that is released at an instant: the end of its last rank, or
     * what is booked already, which stays as it is.
     */
    long chargedUntil(long releasedNanos) {
      return Math.max(bookedNanos, Math.min(endedNanos.orElse(releasedNanos), releasedNanos));
    }

    /** The thousandths of the time from the start to an instant that tokens pay for. */
    int answeredThousandths(long atNanos) {
      long all = atNanos - startedNanos;
      return all <= 0
          ? 0
          : (int) Math.round(1000.0 * (double) answering.nanosUntil(atNanos) / (double) all);
    }
  }

  OpenJob holding(Held next) {
    return new OpenJob(id, account, rankCpuMillis, rankMemoryBytes, Optional.of(next));
  }

  OpenJob released() {
    return new OpenJob(id, account, rankCpuMillis, rankMemoryBytes, Optional.empty());
  }
}
