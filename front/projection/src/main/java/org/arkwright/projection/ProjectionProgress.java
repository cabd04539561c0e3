package org.arkwright.projection;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.UnavailableException;

/** How far something follows the journal, and who waits for it. Any thread. */
final class ProjectionProgress {
  /** So far behind, an answer takes longer than clients wait: some ten seconds of reading. */
  private static final long BEHIND_MAX = 500_000;

  private final TreeMap<Long, CompletableFuture<Void>> waiting = new TreeMap<>();
  private long number;

  ProjectionProgress(long number) {
    this.number = number;
  }

  synchronized CompletableFuture<Void> reached(long wanted) {
    if (wanted - number > BEHIND_MAX) {
      return CompletableFuture.failedFuture(
          new UnavailableException(
              "the history is being read from the journal: %d of %d entries so far"
                  .formatted(number, wanted),
              null));
    }
    return wanted <= number
        ? CompletableFuture.completedFuture(null)
        : waiting.computeIfAbsent(wanted, _ -> new CompletableFuture<>());
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

  /** Nobody will advance this any more. */
  void fail(RuntimeException cause) {
    Map<Long, CompletableFuture<Void>> left;
    synchronized (this) {
      left = new TreeMap<>(waiting);
      waiting.clear();
    }
    left.values().forEach(future -> future.completeExceptionally(cause));
  }
}
