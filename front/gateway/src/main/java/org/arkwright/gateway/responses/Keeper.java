package org.arkwright.gateway.responses;

import java.util.concurrent.CompletableFuture;

/** Keeps responses of one key, without blocking. */
@FunctionalInterface
interface Keeper {
  /** Completes when it is kept, or could not be; never exceptionally. */
  CompletableFuture<?> keep(ResponseId id, Conversation conversation);
}
