package org.arkwright.scheduler.placement;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;

/**
 * The free capacity at the points in time that matter in one cycle.
 *
 * <ul>
 *   <li><b>now</b>: what a gang can take immediately;
 *   <li><b>soon</b>: once everything that is stopping, or is stopped in this cycle, has ended and
 *       the gangs waiting for that capacity are in place;
 *   <li><b>later</b>: when the gang with the reservation starts, with it in place. Absent without a
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

  /** What would be free if nothing but replicas went on; empty until somebody asks. */
  private Optional<FleetOverlay> besideReplicas = Optional.empty();

  /**
   * @param shortlists notified of every node that changes here
   */
  public FreeTimeline(ClusterView view, Shortlists shortlists) {
    this.view = view;
    this.shortlists = shortlists;
    shortlists.begin(this);
  }

  public Optional<Reservation> reservation() {
    return reservation;
  }

  public void reserve(Reservation reserved) {
    reservation = Optional.of(reserved);
    touch(reserved.nodes());
  }

  /** Whether a gang with the given end finishes before the reservation begins. */
  public boolean brief(long endNanos) {
    return reservation.map(reserved -> reserved.outlasts(endNanos)).orElse(false);
  }

  /** The part of the node that a gang starting now may take. */
  NodeView open(NodeView node, boolean brief) {
    return least(now.see(node), settled(node, brief));
  }

  private NodeView settled(NodeView node, boolean brief) {
    NodeView then = soon.see(node);
    return brief || reservation.isEmpty() ? then : least(then, reservation.get().later().see(node));
  }

  /** Starts a rank of a gang on the node. */
  public void start(NodeView node, RankPlacement rank, RankResources resources, boolean brief) {
    now.take(node, resources, rank.devices());
    soon.take(node, resources, rank.devices());
    if (!brief) {
      reservation.ifPresent(reserved -> reserved.later().take(node, resources, rank.devices()));
    }
    shortlists.touch(node.spec().id());
  }

  /** Counts the job's capacity as free soon. */
  public void release(Job job) {
    release(view, soon, job);
  }

  /** Creates a preemption trial, which changes nothing until it is committed. */
  public PreemptionTrial trial(GangShape shape, PlacementScore score) {
    return new PreemptionTrial(
        view,
        soon.fork(),
        reservation.map(reserved -> reserved.later().fork()),
        reservation,
        shape,
        score);
  }

  /**
   * Whether a gang of the shape would fit if nothing but replicas of deployments went on. Cheap
   * from the second call of a cycle on, so that many gangs that wait for replicas cost little; says
   * yes too often where replicas start in this cycle.
   *
   * @param holding the jobs that hold capacity soon
   */
  public boolean fitsBesideReplicas(
      GangShape shape, Supplier<List<Job>> holding, PlacementScore score) {
    if (besideReplicas.isEmpty()) {
      FleetOverlay free = soon.copy();
      holding.get().stream()
          .filter(job -> !ReplicaOf.isOne(job.spec()))
          .forEach(job -> release(view, free, job));
      besideReplicas = Optional.of(free);
    }
    return new Candidates(view, besideReplicas.get()::see, shape, score).fit();
  }

  /** A copy of what will be free soon, as the starting point of a reservation. */
  public FleetOverlay soonCopy() {
    return soon.copy();
  }

  /** Commits a trial: the gang's place is kept for it. */
  public void commit(PreemptionTrial trial) {
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
        .flatMap(attempt -> attempt.nodes().stream())
        .forEach(
            name -> view.node(name).ifPresent(node -> candidates.refresh(name, Optional.of(node))));
  }

  private static void eachRank(
      ClusterView view, Job job, BiConsumer<NodeView, RankPlacement> action) {
    job.state().liveAttempt().stream()
        .flatMap(attempt -> attempt.placements().stream())
        .forEach(rank -> view.node(rank.node()).ifPresent(node -> action.accept(node, rank)));
  }

  @SuppressWarnings("ReferenceEquality") // Unchanged overlays return the same node.
  static NodeView least(NodeView one, NodeView other) {
    return one == other ? one : new FreeThroughout(one, other);
  }
}
