package org.arkwright.api.stream;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;

/** Events on their way to one client, at most so many batches. */
final class EventTap implements EventListener {
  private static final int BATCHES_MAX = 2048;

  private final BlockingQueue<List<NumberedEvent>> batches = new ArrayBlockingQueue<>(BATCHES_MAX);
  private volatile boolean overflown;

  @Override
  public void onEvents(List<NumberedEvent> events) {
    if (overflown || !batches.offer(events)) {
      overflown = true;
      throw new IllegalStateException("a client reads events too slowly and is sent away");
    }
  }

  /** The next batch; empty when none came in that time. */
  List<NumberedEvent> next(long millis) throws InterruptedException {
    List<NumberedEvent> batch = batches.poll(millis, TimeUnit.MILLISECONDS);
    return batch == null ? List.of() : batch;
  }

  /** Whether events were dropped: those still queued are the last ones to trust. */
  boolean isSpent() {
    return overflown && batches.isEmpty();
  }
}
