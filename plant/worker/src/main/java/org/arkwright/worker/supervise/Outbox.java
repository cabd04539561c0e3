package org.arkwright.worker.supervise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.arkwright.model.Command.Observation;
import org.arkwright.protocol.NumberedObservation;

/** Observations that the control plane has not acknowledged yet, oldest first. Any thread. */
public final class Outbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<NumberedObservation> waiting = new ArrayDeque<>();
  private long last;

  /** Adds an observation. */
  public void add(Observation observation) {
    lock.lock();
    try {
      waiting.addLast(new NumberedObservation(++last, observation));
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The oldest observations, at most {@code max}; empty when none came within the time. */
  public List<NumberedObservation> await(int max, long timeoutMillis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      while (waiting.isEmpty() && left > 0) {
        left = filled.awaitNanos(left);
      }
      return waiting.stream().limit(max).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Drops the observations up to that number. */
  public void acknowledge(long number) {
    lock.lock();
    try {
      while (!waiting.isEmpty() && waiting.getFirst().number() <= number) {
        waiting.removeFirst();
      }
    } finally {
      lock.unlock();
    }
  }
}
