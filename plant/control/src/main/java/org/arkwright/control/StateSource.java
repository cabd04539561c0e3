package org.arkwright.control;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.kernel.state.State;

/**
 * Answers questions about a state: the one of now, or one of the past. Thread-safe; no method
 * blocks.
 */
public interface StateSource {
  /**
   * Runs a short, read-only query. Of the state only records may be kept. The future fails with an
   * {@link UnavailableException} when it cannot be answered in time.
   */
  <T> CompletableFuture<T> read(Function<State, T> query);

  /** As {@link #read}, for queries that also need the position or the reasons of waiting jobs. */
  <T> CompletableFuture<T> ask(Function<FollowedState, T> query);

  /** The position that every answer from now on includes: the number of a durable entry. */
  long position();
}
