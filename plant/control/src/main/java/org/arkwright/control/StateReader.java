package org.arkwright.control;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.Subscription;
import org.arkwright.kernel.state.State;

/**
 * Answers whoever only reads, from durable events and without the writer. Thread-safe; no method
 * blocks, and nothing asked here makes the writer wait.
 */
public interface StateReader extends StateSource {
  /**
   * Runs a short, read-only query; the answer includes everything that any client was told before
   * this call. Of the state only records may be kept. The future fails with an {@link
   * UnavailableException} when the reader is too far behind to answer in time, or is closed.
   */
  @Override
  <T> CompletableFuture<T> read(Function<State, T> query);

  /** As {@link #read}, for queries that also need the position or the reasons of waiting jobs. */
  @Override
  <T> CompletableFuture<T> ask(Function<FollowedState, T> query);

  /**
   * Delivers every durable event numbered above {@code after} to the listener once, in order, and
   * never concurrently: first past events from the journal, on a dedicated thread, then live ones,
   * on the reader's thread and once the state includes them, where the listener must be quick. A
   * listener that throws gets the same events again later, on a dedicated thread, and none after
   * them before it has taken them; so does one whose past events cannot be read.
   *
   * @return the handle that ends the subscription
   */
  Subscription subscribe(long after, EventListener listener);

  /** The position that every answer from now on includes: the number of a durable entry. */
  @Override
  long position();

  /**
   * Finds a position or a time of the past, about which questions can be asked then. What a
   * question about the past costs, it does not cost the present; the future fails with an {@link
   * UnavailableException} where it takes too long, or where too many wait.
   */
  CompletableFuture<Past> at(Past.Point point);
}
