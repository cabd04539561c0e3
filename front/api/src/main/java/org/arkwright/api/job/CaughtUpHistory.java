package org.arkwright.api.job;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.arkwright.journal.JournalReader;
import org.arkwright.projection.JobHistory;

/**
 * Asks the history once it has reached what is durable now, so that clients never miss what an
 * earlier response told them.
 *
 * @param background runs what blocks
 */
record CaughtUpHistory(JournalReader journal, JobHistory history, Executor background) {
  /** Returns the answer to a query of the history. */
  <T> CompletableFuture<T> ask(Supplier<T> query) {
    return CompletableFuture.supplyAsync(journal::lastNumber, background)
        .thenCompose(history::reached)
        .thenApplyAsync(_ -> query.get(), background);
  }
}
