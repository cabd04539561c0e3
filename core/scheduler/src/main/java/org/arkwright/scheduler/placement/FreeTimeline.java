package org.arkwright.scheduler.placement;

import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;

/**
 * What is free at the moments that matter in one cycle.
 *
 * <ul>
 *   <li><b>now</b>: what a gang can take at once;
 *   <li><b>soon</b>: once everything that is stopping, or is told to in this cycle, has left and
 *       the gangs that this room is made for are in place;
 *   <li><b>later</b>: when the reserved gang starts, with it in place. Absent without a
 *       reservation.
 * </ul>
 *
 * A gang may start if it fits now, soon and later; one that ends before the reservation begins need
 * not fit later (EASY backfilling: Lifka, The ANL/IBM SP Scheduling System, JSSPP 1995).
 */
public final class FreeTimeline {
  private final ClusterView view;
  private final FleetOverlay now = new FleetOverlay();
  private final FleetOverlay soon = new FleetOverlay();
  private Optional<Reservation> reservation = Optional.empty();
  private final Shortlists shortlists;

  /**
   * @param shortlists told of every node that changes here
   */
  public FreeTimeline(ClusterView view, Shortlists shortlists) {
    this.view = view;
    this.shortlists = shortlists;
    shortlists.begin(this);
  }

  public Optional<Reservation> reservation() {
    return reservation;
  }

  public void reserve(Reservation made) {
    reservation = Optional.of(made);
    touch(made.nodes());
  }

  /** Whether a gang with that end is gone before the reservation begins. */
  public boolean brief(long endNanos) {
    return reservation.map(made -> made.outlasts(endNanos)).orElse(false);
  }

  /** What of the node a gang that starts now may take. */
  NodeView open(NodeView node, boolean brief) {
    return least(now.see(node), settled(node, brief));
  }

  private NodeView settled(NodeView node, boolean brief) {
    NodeView then = soon.see(node);
    return brief || reservation.isEmpty() ? then : least(then, reservation.get().later().see(node));
  }

  /** The gang's rank starts there. */
  public void start(NodeView node, RankPlacement rank, RankResources resources, boolean brief) {
    now.take(node, resources, rank.devices());
    soon.take(node, resources, rank.devices());
    if (!brief) {
      reservation.ifPresent(made -> made.later().take(node, resources, rank.devices()));
    }
    shortlists.touch(node.spec().id());
  }

  /** The job's room will be free soon. */
  public void leave(Job job) {
    release(view, soon, job);
  }

  /** An attempt at making room, which changes nothing until it is committed. */
  public PreemptionTrial trial(GangShape shape, PlacementScore score) {
    return new PreemptionTrial(
        view, soon.fork(), reservation.map(made -> made.later().fork()), reservation, shape, score);
  }

  /** What will be free soon, as a starting point for a reservation. */
  public FleetOverlay soonCopy() {
    return soon.copy();
  }

  /** Makes a trial come true: the gang's place is kept for it. */
  public void keep(PreemptionTrial trial) {
    touch(trial.commit().nodes());
  }

  private void touch(Collection<NodeId> nodes) {
    nodes.forEach(shortlists::touch);
  }

  static void release(ClusterView view, FleetOverlay overlay, Job job) {
    eachRank(
        view,
        job,
        (node, rank) -> overlay.give(node, job.spec().gang().resources(), rank.devices()));
  }

  static void occupy(ClusterView view, FleetOverlay overlay, Job job) {
    eachRank(
        view,
        job,
        (node, rank) -> overlay.take(node, job.spec().gang().resources(), rank.devices()));
  }

  static void refresh(ClusterView view, Candidates candidates, Job job) {
    job.state().liveAttempt().stream()
        .flatMap(attempt -> attempt.allocation().nodes().stream())
        .forEach(
            name -> view.node(name).ifPresent(node -> candidates.refresh(name, Optional.of(node))));
  }

  private static void eachRank(
      ClusterView view, Job job, BiConsumer<NodeView, RankPlacement> action) {
    job.state().liveAttempt().stream()
        .flatMap(attempt -> attempt.allocation().ranks().stream())
        .forEach(rank -> view.node(rank.node()).ifPresent(node -> action.accept(node, rank)));
  }

  @SuppressWarnings("ReferenceEquality") // Untouched moments hand out the very same node.
  static NodeView least(NodeView one, NodeView other) {
    return one == other ? one : new FreeThroughout(one, other);
  }
}
