package org.arkwright.dispatch;

import java.util.concurrent.CompletionStage;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;

/** The handler of workers' requests to {@code POST /worker/v1/sync}. */
@FunctionalInterface
public interface WorkerExchange {
  /**
   * Answers once there are orders, the request's observations are durable, or its wait time is
   * over; holds no thread meanwhile. If the stage fails, nothing was acknowledged: answer 503, and
   * the worker retries.
   */
  CompletionStage<SyncResponse> sync(SyncRequest request);
}
