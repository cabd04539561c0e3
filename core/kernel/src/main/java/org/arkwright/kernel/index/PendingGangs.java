package org.arkwright.kernel.index;

import java.util.Collection;
import java.util.Comparator;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.GangShape;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.view.PendingClass;
import org.arkwright.scheduler.view.QueueRank;

/** One class of queued gangs, in the order in which they should start. */
final class PendingGangs implements PendingClass {
  private final PendingIndex.Key key;
  private final OrderingPolicy ordering;
  private final SortedBlocks<Job> gangs;

  PendingGangs(PendingIndex.Key key, OrderingPolicy ordering) {
    this.key = key;
    this.ordering = ordering;
    this.gangs = new SortedBlocks<>(Comparator.comparing(this::position));
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
    return gangs.all();
  }

  @Override
  public long ahead(QueueRank position, OrderingPolicy policy) {
    return gangs.ahead(gang -> position.compareTo(position(gang)));
  }

  void add(Job gang) {
    gangs.put(gang);
  }

  boolean remove(Job gang) {
    return gangs.remove(gang);
  }

  /** Computed each time it is asked for: kept, it would take as much memory as the queue itself. */
  private QueueRank position(Job gang) {
    return QueueRank.of(gang, ordering);
  }
}
