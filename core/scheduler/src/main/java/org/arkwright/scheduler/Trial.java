package org.arkwright.scheduler;

import java.util.Optional;
import org.arkwright.model.Allocation;
import org.arkwright.model.GangShape;
import org.arkwright.model.Job;
import org.arkwright.model.RankPlacement;

/**
 * An attempt at making room for one gang: what would be free soon if some jobs were stopped.
 * Changes nothing until it is committed.
 */
final class Trial {
  private final ClusterView view;
  private final Overlay soon;
  private final Optional<Overlay> later;
  private final Optional<Reservation> reservation;
  private final GangShape shape;
  private final Candidates candidates;

  Trial(
      ClusterView view,
      Overlay soon,
      Optional<Overlay> later,
      Optional<Reservation> reservation,
      GangShape shape,
      PlacementScore score) {
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
                    .map(then -> Timeline.least(soon.see(node), then.see(node)))
                    .orElseGet(() -> soon.see(node)),
            shape,
            score);
  }

  /** One that only asks: what would be free in the view without some jobs. */
  static Trial of(ClusterView view, GangShape shape, PlacementScore score) {
    return new Trial(view, new Overlay(), Optional.empty(), Optional.empty(), shape, score);
  }

  boolean fits() {
    return candidates.fit();
  }

  /** As if the job had ended. */
  void stop(Job job) {
    Timeline.release(view, soon, job);
    laterWith(job).ifPresent(overlay -> Timeline.release(view, overlay, job));
    Timeline.refresh(view, candidates, job);
  }

  /** Undoes {@link #stop}. */
  void spare(Job job) {
    Timeline.occupy(view, soon, job);
    laterWith(job).ifPresent(overlay -> Timeline.occupy(view, overlay, job));
    Timeline.refresh(view, candidates, job);
  }

  /** Later than the reservation begins, some jobs have ended anyway. */
  private Optional<Overlay> laterWith(Job job) {
    boolean endsAnyway = reservation.map(made -> made.released().contains(job.id())).orElse(false);
    return endsAnyway ? Optional.empty() : later;
  }

  /** Puts the gang, which fits, in its place and makes all this part of the timeline. */
  Allocation commit() {
    Allocation place = candidates.place(this::take);
    soon.commit();
    later.ifPresent(Overlay::commit);
    return place;
  }

  private void take(NodeView node, RankPlacement rank) {
    soon.take(node, shape.resources(), rank.devices());
    later.ifPresent(overlay -> overlay.take(node, shape.resources(), rank.devices()));
  }
}
