package org.arkwright.scheduler.placement;

import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;
import org.arkwright.scheduler.forecast.ExpectedEnds;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;

/**
 * The capacity reserved for the first gang that does not fit.
 *
 * @param begins when enough will have been released; empty when that depends on jobs without a
 *     known end
 * @param released the jobs expected to have ended by then
 * @param later the free capacity at that time, with the gang in place
 * @param nodes the nodes of the gang
 */
public record Reservation(
    JobId gang,
    OptionalLong begins,
    SortedSet<JobId> released,
    FleetOverlay later,
    SortedSet<NodeId> nodes) {

  /**
   * Whether a gang with the given end finishes before this begins; false when the beginning is
   * unknown.
   */
  boolean outlasts(long endNanos) {
    return begins.isPresent() && endNanos <= begins.getAsLong();
  }

  /**
   * Returns the earliest reservation for a gang, assuming that jobs end in the order of {@link
   * ExpectedEnds.Expected}. Replicas of deployments do not: capacity kept beside what only they
   * could give back would lie idle for as long as they serve.
   *
   * @param soon the free capacity once everything being stopped has ended; becomes part of the
   *     reservation
   * @param holding the jobs that hold capacity in {@code soon}
   * @return empty when the gang would not fit even then
   */
  public static Optional<Reservation> earliest(
      ClusterView view,
      long nowNanos,
      FleetOverlay soon,
      Collection<Job> holding,
      Job gang,
      PlacementScore score) {
    GangShape shape = gang.spec().shape();
    Candidates candidates = new Candidates(view, soon::see, shape, score);
    // Rarely more than a few are needed, so a heap avoids sorting all.
    PriorityQueue<ExpectedEnds.Expected> ends =
        new PriorityQueue<>(
            holding.stream()
                .filter(job -> !ReplicaOf.isOne(job.spec()))
                .map(job -> ExpectedEnds.Expected.of(job, nowNanos))
                .toList());
    SortedSet<JobId> released = new TreeSet<>();
    long begins = nowNanos;
    while (!candidates.fit() && !ends.isEmpty()) {
      ExpectedEnds.Expected next = ends.remove();
      Job job = next.job();
      FreeTimeline.release(view, soon, job);
      FreeTimeline.refresh(view, candidates, job);
      released.add(job.id());
      begins = next.endNanos();
    }
    if (!candidates.fit()) {
      return Optional.empty();
    }
    Allocation place =
        candidates.place((node, rank) -> soon.take(node, shape.resources(), rank.devices()));
    return Optional.of(
        new Reservation(
            gang.id(),
            begins == ExpectedEnds.NEVER ? OptionalLong.empty() : OptionalLong.of(begins),
            released,
            soon,
            place.nodes()));
  }
}
