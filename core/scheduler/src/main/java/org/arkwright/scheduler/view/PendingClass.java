package org.arkwright.scheduler.view;

import java.util.Collection;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.order.OrderingPolicy;

/** A class of interchangeable queued gangs: where one does not fit, none does. */
public interface PendingClass {
  ProjectName project();

  int priority();

  GangShape shape();

  /**
   * The gangs in the order of the view's ordering policy (then by age and id); never empty.
   * Iterating must be lazy and cheap.
   */
  Collection<Job> gangs();

  /**
   * The number of its gangs that are ahead of a gang, of this class or another; the default walks
   * to it.
   *
   * @param ordering the policy that orders {@link #gangs}
   */
  default long ahead(QueueRank gang, OrderingPolicy ordering) {
    long ahead = 0;
    for (Job other : gangs()) {
      if (QueueRank.of(other, ordering).compareTo(gang) >= 0) {
        break;
      }
      ahead++;
    }
    return ahead;
  }
}
