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
 * What projects of cohorts wait for within their own nominal quota. Borrowers leave that much in
 * the pool: else a borrower that was stopped to give quota back could take it again before its
 * owner.
 */
public final class OwnersDemand {
  private final ClusterView view;
  private final Predicate<GangShape> possible;
  private final ToIntFunction<PendingClass> waiting;
  private Optional<Map<ProjectName, Resources>> demand = Optional.empty();

  /**
   * @param possible whether such a gang could ever run on the site; others do not count
   * @param waiting how many gangs of a class count
   */
  public OwnersDemand(
      ClusterView view, Predicate<GangShape> possible, ToIntFunction<PendingClass> waiting) {
    this.view = view;
    this.possible = possible;
    this.waiting = waiting;
  }

  /**
   * In the view, by all pending gangs that would stay nominal one by one. Counted when first asked
   * for.
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
