package org.arkwright.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.journal.JournalReader;
import org.arkwright.thread.ServiceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription that first replays past events, on a thread of its own, and then follows live
 * ones. The follower already delivers live events while past ones are read; they are buffered until
 * the past has been delivered, and from then on passed straight through. Event numbers prevent
 * duplicates.
 *
 * <p>Neither a journal that cannot be read nor a listener that throws ends it: it goes back to the
 * past, to the events that were not taken, and tries again with growing pauses.
 */
final class CatchUpFeed implements EventListener {
  private static final Logger log = LoggerFactory.getLogger(CatchUpFeed.class);
  private static final int CHUNK = 500;

  /** More batches than this are not kept, but read from the journal once more. */
  private static final int BUFFERED_MAX = 10_000;

  private final EventListener listener;
  private final JournalReader journal;
  private final Deque<List<NumberedEvent>> buffered = new ArrayDeque<>();
  private boolean overflown;
  private boolean live;
  private ServiceThread thread;
  private volatile boolean closed;

  /** The number of the last event taken; only accessed by the thread that is delivering. */
  private long lastNumber;

  CatchUpFeed(JournalReader journal, long after, EventListener listener) {
    this.journal = journal;
    this.lastNumber = after;
    this.listener = listener;
    this.thread = newThread();
  }

  /** Begins with the past. The follower delivers to this from before. */
  synchronized void start() {
    var _ = thread.start();
  }

  /** The journal may be long, and reading it may block in native code. */
  private ServiceThread newThread() {
    return ServiceThread.of("arkwright-feed", this::catchUp);
  }

  @Override
  public void onEvents(List<NumberedEvent> events) {
    synchronized (this) {
      if (!live) {
        buffer(events);
        return;
      }
    }
    try {
      deliver(events);
    } catch (RuntimeException e) {
      log.warn("A subscriber failed at events from {}", events.getFirst().number(), e);
      startAgain();
    }
  }

  private void buffer(List<NumberedEvent> events) {
    if (buffered.size() < BUFFERED_MAX) {
      buffered.add(events);
    } else {
      overflown = true;
    }
  }

  private synchronized void startAgain() {
    live = false;
    if (!closed) {
      thread = newThread().start();
    }
  }

  /** Delivers past events, then those buffered meanwhile; afterwards the feed is live. Blocks. */
  private void catchUp() {
    try {
      while (!closed && !isLive()) {
        forgetBuffered();
        replay();
        for (List<NumberedEvent> events = next(); !events.isEmpty(); events = next()) {
          deliver(events);
        }
      }
    } catch (RuntimeException e) {
      if (!closed) { // Else the journal may be closed by now, too.
        throw e;
      }
    }
  }

  /** What was published before this is in the journal. */
  private synchronized void forgetBuffered() {
    buffered.clear();
    overflown = false;
  }

  private void replay() {
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
  }

  /** Returns the next buffered events; when there are none and none are missing, it is live. */
  private synchronized List<NumberedEvent> next() {
    List<NumberedEvent> events = buffered.poll();
    live = events == null && !overflown;
    return events == null ? List.of() : events;
  }

  private synchronized boolean isLive() {
    return live;
  }

  /** Delivers what is new; it counts as taken once the listener has returned. */
  private void deliver(List<NumberedEvent> events) {
    List<NumberedEvent> fresh =
        events.stream().filter(event -> event.number() > lastNumber).toList();
    if (!closed && !fresh.isEmpty()) {
      listener.onEvents(fresh);
      lastNumber = fresh.getLast().number();
    }
  }

  /** What keeps the events from being taken, if anything does. Any thread. */
  synchronized Optional<String> trouble() {
    return thread.trouble();
  }

  void close() {
    closed = true;
  }
}
