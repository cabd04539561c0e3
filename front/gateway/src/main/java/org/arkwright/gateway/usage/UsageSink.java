package org.arkwright.gateway.usage;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Receives usage for the ledger. The gateway keeps each batch on disk and repeats it, with the same
 * sequence and the same requests, until a future succeeds. A batch taken before, even by an earlier
 * process, must succeed and change nothing.
 */
@FunctionalInterface
public interface UsageSink {
  /**
   * Receives one batch. Called by one thread, with increasing sequences.
   *
   * @return succeeds once the batch is durable in the ledger
   */
  CompletableFuture<?> take(String source, long sequence, List<FinishedRequest> requests);
}
