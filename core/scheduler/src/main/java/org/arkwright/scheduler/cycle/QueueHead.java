package org.arkwright.scheduler.cycle;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.view.PendingClass;

/** The head of a class of pending gangs: its next gang and that gang's place in the queue. */
final class QueueHead {
  /** Priority, then fair share between projects, then the policy's order, then submission. */
  static final Comparator<QueueHead> ORDER =
      Comparator.comparingInt((QueueHead head) -> -head.pending.priority())
          .thenComparingDouble(head -> head.share)
          .thenComparingLong(head -> head.standing)
          .thenComparingLong(head -> head.gang().submittedAtNanos())
          .thenComparing(head -> head.gang().id());

  private final PendingClass pending;
  private final OrderingPolicy ordering;
  private final Iterator<Job> gangs;
  private Optional<Job> gang = Optional.empty();
  private boolean waiting;
  private double share;
  private long standing;

  QueueHead(PendingClass pending, OrderingPolicy ordering, double share) {
    this.pending = pending;
    this.ordering = ordering;
    this.share = share;
    this.gangs = pending.gangs().iterator();
  }

  /**
   * Advances to the next gang that is neither in restart backoff nor held back; returns false when
   * there is none.
   */
  boolean advance(long nowNanos, Predicate<Job> held) {
    while (gangs.hasNext()) {
      Job next = gangs.next();
      if (!isBackingOff(next, nowNanos) && !held.test(next)) {
        gang = Optional.of(next);
        standing = ordering.standing(next);
        return true;
      }
    }
    return false;
  }

  static boolean isBackingOff(Job gang, long nowNanos) {
    return gang.state() instanceof JobState.Queued queued && queued.notBeforeNanos() > nowNanos;
  }

  /**
   * Returns whether this is the first gang of its class to wait in this cycle, and records that one
   * does.
   */
  boolean isFirstToWait() {
    boolean first = !waiting;
    waiting = true;
    return first;
  }

  Job gang() {
    return gang.orElseThrow();
  }

  JobId id() {
    return gang().id();
  }

  PendingClass pending() {
    return pending;
  }

  double share() {
    return share;
  }

  void share(double current) {
    share = current;
  }
}
