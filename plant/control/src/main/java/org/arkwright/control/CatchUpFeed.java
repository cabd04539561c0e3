package org.arkwright.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.journal.Journal;

/**
 * One subscription's way from the past to the present. The writer already hands it what happens
 * while {@link #catchUp} still reads what happened; that waits here until the past is told, then
 * the writer's calls go straight through. Numbers see to it that nothing is told twice.
 */
final class CatchUpFeed implements EventListener {
  private static final int CHUNK = 500;

  private final EventListener listener;
  private final Deque<List<NumberedEvent>> waiting = new ArrayDeque<>();
  private boolean live;
  private volatile boolean closed;

  /** The last number handed on; touched by whichever thread hands on at the time. */
  private long last;

  CatchUpFeed(long after, EventListener listener) {
    this.last = after;
    this.listener = listener;
  }

  @Override
  public void onEvents(List<NumberedEvent> events) {
    synchronized (this) {
      if (!live) {
        waiting.add(events);
        return;
      }
    }
    hand(events);
  }

  /** Reads the past, then what waited meanwhile; afterwards the feed is live. Blocks. */
  void catchUp(Journal journal) {
    List<NumberedEvent> chunk = new ArrayList<>(CHUNK);
    EventLog.replay(
        journal,
        last,
        (number, event) -> {
          if (closed) {
            return;
          }
          chunk.add(new NumberedEvent(number, event));
          if (chunk.size() == CHUNK) {
            hand(List.copyOf(chunk));
            chunk.clear();
          }
        });
    hand(List.copyOf(chunk));
    List<NumberedEvent> events = takeWaiting();
    while (!events.isEmpty()) {
      hand(events);
      events = takeWaiting();
    }
  }

  void close() {
    closed = true;
  }

  /** The next that waits; when nothing does, the feed is live from here on. */
  private synchronized List<NumberedEvent> takeWaiting() {
    List<NumberedEvent> events = waiting.poll();
    live = events == null;
    return events == null ? List.of() : events;
  }

  private void hand(List<NumberedEvent> events) {
    List<NumberedEvent> fresh = events.stream().filter(event -> event.number() > last).toList();
    if (!closed && !fresh.isEmpty()) {
      last = fresh.getLast().number();
      listener.onEvents(fresh);
    }
  }
}
