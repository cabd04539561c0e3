package org.arkwright.worker.supervise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.arkwright.model.Command.Observation;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.RendezvousReady;

/** Observations that the control plane has not acknowledged yet, oldest first. Thread-safe. */
public final class Outbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<Waiting> unacknowledged = new ArrayDeque<>();
  private long lastNumber;

  private record Waiting(long number, LongFunction<NumberedObservation> report) {
    NumberedObservation asOfNow() {
      return report.apply(number);
    }
  }

  /**
   * Adds an observation.
   *
   * @param observation what to say when it is sent, which may be later, and more than once: an age
   *     grows meanwhile. Does not block
   */
  public void add(Supplier<Observation> observation) {
    add(number -> new NumberedObservation(number, observation.get()));
  }

  /** Adds the word about where an attempt's ranks meet. Does not block. */
  public void add(RendezvousReady rendezvous) {
    add(number -> new NumberedObservation(number, rendezvous));
  }

  private void add(LongFunction<NumberedObservation> report) {
    lock.lock();
    try {
      unacknowledged.addLast(new Waiting(++lastNumber, report));
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for observations and returns the oldest, at most {@code max}; empty after the timeout.
   */
  public List<NumberedObservation> await(int max, long timeoutMillis) throws InterruptedException {
    lock.lock();
    try {
      long remaining = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      while (unacknowledged.isEmpty() && remaining > 0) {
        remaining = filled.awaitNanos(remaining);
      }
      return unacknowledged.stream().limit(max).map(Waiting::asOfNow).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Drops the observations up to that number. */
  public void acknowledge(long number) {
    lock.lock();
    try {
      while (!unacknowledged.isEmpty() && unacknowledged.getFirst().number() <= number) {
        unacknowledged.removeFirst();
      }
    } finally {
      lock.unlock();
    }
  }
}
