package org.arkwright.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a process: started in the order in which they are added, and closed in reverse, also
 * when one of them cannot be started. A part that does not close keeps no other from closing. One
 * thread adds; another may close, once.
 */
final class Parts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  private final Deque<Part> started = new ArrayDeque<>();

  private record Part(String name, Closing closing) {}

  /** Starts something, and gives it. */
  @FunctionalInterface
  interface Starting<T, E extends Exception> {
    T start() throws E;
  }

  /** Closes something. */
  @FunctionalInterface
  interface Closing {
    void close() throws Exception;
  }

  /** Closes a part. */
  @FunctionalInterface
  interface ClosingOf<T> {
    void close(T part) throws Exception;
  }

  /** Starts a part that is closed in that way. */
  <T, E extends Exception> T start(String name, Starting<T, E> starting, ClosingOf<T> closing)
      throws E {
    T part = starting.start();
    closing(name, () -> closing.close(part));
    return part;
  }

  /** Adds what has only to be closed. */
  void closing(String name, Closing closing) {
    started.push(new Part(name, closing));
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      Part part = started.pop();
      try {
        part.closing.close();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        log.warn("Could not close {}", part.name, e);
      }
    }
  }
}
