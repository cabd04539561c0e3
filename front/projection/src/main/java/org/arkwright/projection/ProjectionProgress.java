package org.arkwright.projection;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.UnavailableException;

/**
 * The position that a projection has reached in the journal, and those who wait for it. Any thread.
 */
final class ProjectionProgress {
  /** The lag, about ten seconds of reading, beyond which clients would wait too long. */
  private static final long BEHIND_MAX = 500_000;

  private final TreeMap<Long, CompletableFuture<Void>> waiting = new TreeMap<>();
  private long number;

  ProjectionProgress(long number) {
    this.number = number;
  }

  synchronized CompletableFuture<Void> reached(long target) {
    if (target - number > BEHIND_MAX) {
      return CompletableFuture.failedFuture(
          new UnavailableException(
              "the history is being read from the journal: %d of %d entries so far"
                  .formatted(number, target),
              null));
    }
    return target <= number
        ? CompletableFuture.completedFuture(null)
        : waiting.computeIfAbsent(target, _ -> new CompletableFuture<>());
  }

  synchronized boolean isAwaited() {
    return !waiting.isEmpty();
  }

  void advance(long reached) {
    Map<Long, CompletableFuture<Void>> due;
    synchronized (this) {
      number = reached;
      Map<Long, CompletableFuture<Void>> head = waiting.headMap(reached, true);
      due = new TreeMap<>(head);
      head.clear();
    }
    due.values().forEach(future -> future.complete(null));
  }

  /** Fails everyone who waits: the projection has stopped. */
  void fail(RuntimeException cause) {
    Map<Long, CompletableFuture<Void>> abandoned;
    synchronized (this) {
      abandoned = new TreeMap<>(waiting);
      waiting.clear();
    }
    abandoned.values().forEach(future -> future.completeExceptionally(cause));
  }
}
