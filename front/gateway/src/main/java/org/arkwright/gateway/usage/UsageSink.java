package org.arkwright.gateway.usage;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes usage into the ledger. The gateway keeps each batch on disk and repeats it, with the same
 * sequence and the same requests, until a future succeeds; a batch that was taken before, also by
 * an earlier process, must be answered with success and change nothing.
 */
@FunctionalInterface
public interface UsageSink {
  /**
   * Hands over one batch. Called by one thread, with rising sequences.
   *
   * @return succeeds once the batch is durable in the ledger
   */
  CompletableFuture<?> take(String source, long sequence, List<FinishedRequest> requests);
}
