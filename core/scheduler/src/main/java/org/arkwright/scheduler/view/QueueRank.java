package org.arkwright.scheduler.view;

import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.order.OrderingPolicy;

/**
 * Where a gang stands among those of equal priority and share: lesser ones are ahead. It does not
 * change while the gang is queued.
 */
public record QueueRank(long standing, long submittedAtNanos, JobId id)
    implements Comparable<QueueRank> {
  /** Where the ordering policy puts the gang. */
  public static QueueRank of(Job gang, OrderingPolicy ordering) {
    return new QueueRank(ordering.standing(gang), gang.submittedAtNanos(), gang.id());
  }

  @Override
  public int compareTo(QueueRank other) {
    int order = Long.compare(standing, other.standing);
    if (order == 0) {
      order = Long.compare(submittedAtNanos, other.submittedAtNanos);
    }
    return order == 0 ? id.compareTo(other.id) : order;
  }
}
