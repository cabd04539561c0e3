package org.arkwright.api.stream;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;

/** A bounded queue of event batches for one client. */
final class EventTap implements EventListener {
  private static final int BATCHES_MAX = 2048;

  private final BlockingQueue<List<NumberedEvent>> batches = new ArrayBlockingQueue<>(BATCHES_MAX);
  private volatile boolean overflowed;

  @Override
  public void onEvents(List<NumberedEvent> events) {
    overflowed = overflowed || !batches.offer(events); // Its client is disconnected then.
  }

  /** Waits for the next batch; empty when none arrived in time. */
  List<NumberedEvent> next(long millis) throws InterruptedException {
    List<NumberedEvent> batch = batches.poll(millis, TimeUnit.MILLISECONDS);
    return batch == null ? List.of() : batch;
  }

  /** Whether events were dropped and every batch queued before that has been taken. */
  boolean isSpent() {
    return overflowed && batches.isEmpty();
  }
}
