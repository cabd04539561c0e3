package org.arkwright.dispatch;

import java.util.concurrent.CompletionStage;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;

/** What the control plane serves to workers at {@code POST /worker/v1/sync}. */
@FunctionalInterface
public interface WorkerExchange {
  /**
   * Answers once there are orders, or the request's observations are durable, or it has waited long
   * enough; holds no thread meanwhile. When the stage fails nothing was acknowledged: answer 503,
   * and the worker tries again.
   */
  CompletionStage<SyncResponse> sync(SyncRequest request);
}
