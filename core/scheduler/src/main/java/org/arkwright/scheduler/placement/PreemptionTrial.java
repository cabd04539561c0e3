package org.arkwright.scheduler.placement;

import java.util.Optional;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.NodeView;

/**
 * A trial of freeing capacity for one gang: what would be free soon if some jobs were stopped.
 * Changes nothing until it is committed.
 */
public final class PreemptionTrial {
  private final ClusterView view;
  private final FleetOverlay soon;
  private final Optional<FleetOverlay> later;
  private final Optional<Reservation> reservation;
  private final GangShape shape;
  private final Candidates candidates;

  /** Whether nothing needs to be free here, as the site finds the nodes. */
  private final boolean placedElsewhere;

  PreemptionTrial(
      ClusterView view,
      FleetOverlay soon,
      Optional<FleetOverlay> later,
      Optional<Reservation> reservation,
      GangShape shape,
      PlacementScore score) {
    this(view, soon, later, reservation, shape, score, false);
  }

  private PreemptionTrial(
      ClusterView view,
      FleetOverlay soon,
      Optional<FleetOverlay> later,
      Optional<Reservation> reservation,
      GangShape shape,
      PlacementScore score,
      boolean placedElsewhere) {
    this.placedElsewhere = placedElsewhere;
    this.view = view;
    this.soon = soon;
    this.later = later;
    this.reservation = reservation;
    this.shape = shape;
    candidates =
        new Candidates(
            view,
            node ->
                later
                    .map(then -> FreeTimeline.least(soon.see(node), then.see(node)))
                    .orElseGet(() -> soon.see(node)),
            shape,
            score);
  }

  /** Creates a trial that cannot be committed: what would be free in the view without some jobs. */
  public static PreemptionTrial of(ClusterView view, GangShape shape, PlacementScore score) {
    return new PreemptionTrial(
        view, new FleetOverlay(), Optional.empty(), Optional.empty(), shape, score);
  }

  /**
   * Creates a trial for a site that places by itself: the gang always fits, as only quota is to be
   * freed for it. It cannot be committed.
   */
  public static PreemptionTrial placedElsewhere(
      ClusterView view, GangShape shape, PlacementScore score) {
    return new PreemptionTrial(
        view, new FleetOverlay(), Optional.empty(), Optional.empty(), shape, score, true);
  }

  public boolean fits() {
    return placedElsewhere || candidates.fit();
  }

  /** Treats the job as ended. */
  public void stop(Job job) {
    FreeTimeline.release(view, soon, job);
    laterWith(job).ifPresent(overlay -> FreeTimeline.release(view, overlay, job));
    FreeTimeline.refresh(view, candidates, job);
  }

  /** Undoes {@link #stop}. */
  public void spare(Job job) {
    FreeTimeline.occupy(view, soon, job);
    laterWith(job).ifPresent(overlay -> FreeTimeline.occupy(view, overlay, job));
    FreeTimeline.refresh(view, candidates, job);
  }

  /** The overlay of the reservation's start; empty for jobs that have ended by then anyway. */
  private Optional<FleetOverlay> laterWith(Job job) {
    boolean endsAnyway =
        reservation.map(reserved -> reserved.released().contains(job.id())).orElse(false);
    return endsAnyway ? Optional.empty() : later;
  }

  /** Places the gang, which must fit, and commits the changes to the timeline. */
  Allocation commit() {
    Allocation place = candidates.place(this::take);
    soon.commit();
    later.ifPresent(FleetOverlay::commit);
    return place;
  }

  private void take(NodeView node, RankPlacement rank) {
    soon.take(node, shape.resources(), rank.devices());
    later.ifPresent(overlay -> overlay.take(node, shape.resources(), rank.devices()));
  }
}
