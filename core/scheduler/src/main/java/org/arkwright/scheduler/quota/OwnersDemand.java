package org.arkwright.scheduler.quota;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.PendingClass;

/**
 * The demand of projects waiting within their own nominal quota. Borrowers leave that much in the
 * pool; otherwise a borrower stopped to return quota could take it again before its owner.
 */
public final class OwnersDemand {
  private final ClusterView view;
  private final Predicate<GangShape> possible;
  private final ToIntFunction<PendingClass> waiting;
  private Optional<Map<ProjectName, Resources>> demand = Optional.empty();

  /**
   * @param possible whether a gang of the shape could ever run on the site; others do not count
   * @param waiting how many gangs of a class count
   */
  public OwnersDemand(
      ClusterView view, Predicate<GangShape> possible, ToIntFunction<PendingClass> waiting) {
    this.view = view;
    this.possible = possible;
    this.waiting = waiting;
  }

  /**
   * The demand of a project: all its pending gangs that would individually stay nominal. Counted on
   * first use.
   */
  Resources of(ProjectName project) {
    if (demand.isEmpty()) {
      demand = Optional.of(count());
    }
    return demand.get().getOrDefault(project, Resources.ZERO);
  }

  private Map<ProjectName, Resources> count() {
    Map<ProjectName, Resources> sums = new TreeMap<>();
    for (PendingClass pending : view.pending()) {
      Resources amount = pending.shape().amount();
      if (view.quota(pending.project()).cohort().isPresent()
          && Headroom.of(view, pending.project()).staysNominal(amount)
          && possible.test(pending.shape())) {
        sums.merge(pending.project(), amount.times(waiting.applyAsInt(pending)), Resources::plus);
      }
    }
    return sums;
  }
}
