package org.arkwright.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A call that may block, or fail as files do; made apart from the threads that answer. */
@FunctionalInterface
public interface BlockingCall<T> {
  T call() throws IOException;

  /** Makes the call on a thread of the executor's; an {@link IOException} comes unchecked. */
  static <T> CompletableFuture<T> on(Executor executor, BlockingCall<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
          }
        },
        executor);
  }
}
