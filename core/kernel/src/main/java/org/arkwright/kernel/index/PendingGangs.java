package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.view.PendingClass;

/** One class of queued gangs, in the order in which they should start. */
final class PendingGangs implements PendingClass {
  private final PendingIndex.Key key;
  private final OrderingPolicy ordering;
  private final NavigableMap<Position, Job> gangs = new TreeMap<>();

  /** A gang's position in the queue; computed once, because it does not change. */
  private record Position(long standing, long submittedAtNanos, JobId id)
      implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      int order = Long.compare(standing, other.standing);
      if (order == 0) {
        order = Long.compare(submittedAtNanos, other.submittedAtNanos);
      }
      return order == 0 ? id.compareTo(other.id) : order;
    }
  }

  PendingGangs(PendingIndex.Key key, OrderingPolicy ordering) {
    this.key = key;
    this.ordering = ordering;
  }

  @Override
  public ProjectName project() {
    return key.project();
  }

  @Override
  public int priority() {
    return key.priority();
  }

  @Override
  public GangShape shape() {
    return key.shape();
  }

  @Override
  public Collection<Job> gangs() {
    return Collections.unmodifiableCollection(gangs.values());
  }

  void add(Job gang) {
    gangs.put(position(gang), gang);
  }

  boolean remove(Job gang) {
    return gangs.remove(position(gang)) != null;
  }

  private Position position(Job gang) {
    return new Position(ordering.standing(gang), gang.submittedAtNanos(), gang.id());
  }
}
