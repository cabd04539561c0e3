package org.arkwright.scheduler.cycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.quota.CycleQuota;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.PendingClass;
import org.arkwright.scheduler.view.QueueRank;

/** The queue of pending gangs at the beginning of a cycle. */
final class PendingQueue {
  private final ClusterView view;
  private final OrderingPolicy ordering;
  private final long nowNanos;
  private final Resources capacity;
  private final Map<ProjectName, Double> shares = new TreeMap<>();

  PendingQueue(ClusterView view, OrderingPolicy ordering, long nowNanos) {
    this.view = view;
    this.ordering = ordering;
    this.nowNanos = nowNanos;
    capacity = CycleQuota.capacity(view);
  }

  /**
   * The positions of gangs, in their order; 1 for the one considered first. One pass for all of
   * them, which visits only gangs that compete with one of them.
   *
   * @param gangs some of the view's pending gangs
   */
  long[] positions(List<Job> gangs) {
    Map<Place, List<PendingClass>> classes = new TreeMap<>();
    for (PendingClass pending : view.pending()) {
      classes
          .computeIfAbsent(place(pending.priority(), pending.project()), _ -> new ArrayList<>())
          .add(pending);
    }
    Map<Place, List<Asked>> asked = new TreeMap<>();
    List<Asked> answers = new ArrayList<>(gangs.size());
    for (Job gang : gangs) {
      Asked one = new Asked(gang);
      answers.add(one);
      asked
          .computeIfAbsent(
              place(gang.spec().scheduling().priority(), gang.spec().project()),
              _ -> new ArrayList<>())
          .add(one);
    }
    long ahead = 0;
    for (Map.Entry<Place, List<PendingClass>> entry : classes.entrySet()) {
      List<Asked> here = asked.getOrDefault(entry.getKey(), List.of());
      count(entry.getValue(), here, ahead);
      for (PendingClass pending : entry.getValue()) {
        ahead += pending.gangs().size();
      }
    }
    return answers.stream().mapToLong(one -> one.ahead + 1).toArray();
  }

  /** Counts what is ahead of gangs whose classes have the same place in the queue. */
  private void count(List<PendingClass> classes, List<Asked> asked, long ahead) {
    for (Asked one : asked) {
      QueueRank rank = QueueRank.of(one.gang, ordering);
      one.ahead = ahead;
      for (PendingClass pending : classes) {
        one.ahead += pending.ahead(rank, ordering);
      }
    }
  }

  long length() {
    long length = 0;
    for (PendingClass pending : view.pending()) {
      length += pending.gangs().size();
    }
    return length;
  }

  private Place place(int priority, ProjectName project) {
    return new Place(
        priority,
        shares.computeIfAbsent(
            project,
            name -> CycleQuota.share(view, name, view.usage(name), capacity, ordering, nowNanos)));
  }

  /** A gang whose position is asked for, and how many are ahead of it. */
  private static final class Asked {
    private final Job gang;
    private long ahead;

    Asked(Job gang) {
      this.gang = gang;
    }
  }

  /** The place of a class in the queue: by priority, highest first, then by its project's share. */
  private record Place(int priority, double share) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return priority != other.priority
          ? Integer.compare(other.priority, priority)
          : Double.compare(share, other.share);
    }
  }
}
