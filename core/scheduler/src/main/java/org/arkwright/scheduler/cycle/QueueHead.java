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

/** A class of pending gangs waiting for its turn: its next gang, and where that stands in line. */
final class QueueHead {
  /** Priority, then fair share between projects, then the policy's order, then submission. */
  static final Comparator<QueueHead> ORDER =
      Comparator.comparingInt((QueueHead turn) -> -turn.pending.priority())
          .thenComparingDouble(turn -> turn.share)
          .thenComparingLong(turn -> turn.standing)
          .thenComparingLong(turn -> turn.gang().submittedAtNanos())
          .thenComparing(turn -> turn.gang().id());

  private final PendingClass pending;
  private final OrderingPolicy ordering;
  private final Iterator<Job> gangs;
  private Optional<Job> gang = Optional.empty();
  private boolean waits;
  private double share;
  private long standing;

  QueueHead(PendingClass pending, OrderingPolicy ordering, double share) {
    this.pending = pending;
    this.ordering = ordering;
    this.share = share;
    this.gangs = pending.gangs().iterator();
  }

  /**
   * Moves on to the next gang that is neither in restart backoff nor held back; false when there is
   * none.
   */
  boolean advance(long nowNanos, Predicate<Job> held) {
    while (gangs.hasNext()) {
      Job next = gangs.next();
      if (!backsOff(next, nowNanos) && !held.test(next)) {
        gang = Optional.of(next);
        standing = ordering.standing(next);
        return true;
      }
    }
    return false;
  }

  static boolean backsOff(Job gang, long nowNanos) {
    return gang.state() instanceof JobState.Queued queued && queued.notBeforeNanos() > nowNanos;
  }

  /** Whether nobody of its class has waited yet in this cycle; somebody does from now on. */
  boolean waitsFirst() {
    boolean first = !waits;
    waits = true;
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

  void share(double now) {
    share = now;
  }
}
