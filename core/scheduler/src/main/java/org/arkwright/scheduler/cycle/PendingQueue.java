package org.arkwright.scheduler.cycle;

import java.util.Comparator;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.PendingClass;

/** The queue of pending gangs at the beginning of a cycle. */
final class PendingQueue {
  private final ClusterView view;
  private final OrderingPolicy ordering;
  private final long nowNanos;
  private final Resources capacity;

  PendingQueue(ClusterView view, OrderingPolicy ordering, long nowNanos) {
    this.view = view;
    this.ordering = ordering;
    this.nowNanos = nowNanos;
    capacity = CycleQuota.capacity(view);
  }

  /**
   * The position of a gang, 1 for the one considered first. Visits only gangs that compete with it.
   */
  long position(Job gang) {
    long ahead = 0;
    for (PendingClass pending : view.pending()) {
      int order =
          compare(
              pending.priority(),
              pending.project(),
              gang.spec().scheduling().priority(),
              gang.spec().project());
      if (order < 0) {
        ahead += pending.gangs().size();
      } else if (order == 0) {
        ahead += before(pending, gang);
      }
    }
    return ahead + 1;
  }

  long length() {
    long length = 0;
    for (PendingClass pending : view.pending()) {
      length += pending.gangs().size();
    }
    return length;
  }

  private int compare(int priority, ProjectName project, int otherPriority, ProjectName other) {
    return priority != otherPriority
        ? Integer.compare(otherPriority, priority)
        : Double.compare(share(project), share(other));
  }

  private double share(ProjectName project) {
    return CycleQuota.share(view, project, view.usage(project), capacity, ordering, nowNanos);
  }

  private long before(PendingClass pending, Job gang) {
    Comparator<Job> order =
        Comparator.comparingLong(ordering::standing)
            .thenComparingLong(Job::submittedAtNanos)
            .thenComparing(Job::id);
    long before = 0;
    for (Job other : pending.gangs()) {
      if (order.compare(other, gang) >= 0) {
        break;
      }
      before++;
    }
    return before;
  }
}
