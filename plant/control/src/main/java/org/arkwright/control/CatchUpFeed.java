package org.arkwright.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.journal.Journal;

/**
 * A subscription that first replays past events and then follows live ones. The writer already
 * delivers live events while {@link #catchUp} still reads past ones; they are buffered until the
 * past has been delivered, and from then on passed straight through. Event numbers prevent
 * duplicates.
 */
final class CatchUpFeed implements EventListener {
  private static final int CHUNK = 500;

  private final EventListener listener;
  private final Deque<List<NumberedEvent>> buffered = new ArrayDeque<>();
  private boolean live;
  private volatile boolean closed;

  /** The number of the last event delivered; only accessed by the thread that is delivering. */
  private long lastNumber;

  CatchUpFeed(long after, EventListener listener) {
    this.lastNumber = after;
    this.listener = listener;
  }

  @Override
  public void onEvents(List<NumberedEvent> events) {
    synchronized (this) {
      if (!live) {
        buffered.add(events);
        return;
      }
    }
    deliver(events);
  }

  /** Delivers past events, then those buffered meanwhile; afterwards the feed is live. Blocks. */
  void catchUp(Journal journal) {
    List<NumberedEvent> chunk = new ArrayList<>(CHUNK);
    EventLog.replay(
        journal,
        lastNumber,
        (number, event) -> {
          if (closed) {
            return;
          }
          chunk.add(new NumberedEvent(number, event));
          if (chunk.size() == CHUNK) {
            deliver(List.copyOf(chunk));
            chunk.clear();
          }
        });
    deliver(List.copyOf(chunk));
    List<NumberedEvent> events = takeBuffered();
    while (!events.isEmpty()) {
      deliver(events);
      events = takeBuffered();
    }
  }

  void close() {
    closed = true;
  }

  /** Returns the next buffered events; when there are none, the feed becomes live. */
  private synchronized List<NumberedEvent> takeBuffered() {
    List<NumberedEvent> events = buffered.poll();
    live = events == null;
    return events == null ? List.of() : events;
  }

  private void deliver(List<NumberedEvent> events) {
    List<NumberedEvent> fresh =
        events.stream().filter(event -> event.number() > lastNumber).toList();
    if (!closed && !fresh.isEmpty()) {
      lastNumber = fresh.getLast().number();
      listener.onEvents(fresh);
    }
  }
}
