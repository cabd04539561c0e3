package org.arkwright.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a process, started in the order in which they are added and closed in reverse, even
 * when one of them cannot be started. A part that fails to close does not keep the others from
 * closing. One thread adds parts; another may close them, once.
 */
final class Parts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  private final Deque<Part> started = new ArrayDeque<>();

  private record Part(String name, Closing closing) {}

  /** Starts a part and returns it. */
  @FunctionalInterface
  interface Starting<T, E extends Exception> {
    T start() throws E;
  }

  /** Closes the part it belongs to. */
  @FunctionalInterface
  interface Closing {
    void close() throws Exception;
  }

  /** Closes the given part. */
  @FunctionalInterface
  interface PartClosing<T> {
    void close(T part) throws Exception;
  }

  /** Starts a part, and registers how to close it. */
  <T, E extends Exception> T start(String name, Starting<T, E> starting, PartClosing<T> closing)
      throws E {
    T part = starting.start();
    closing(name, () -> closing.close(part));
    return part;
  }

  /** Adds a part that only has to be closed. */
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
