package org.arkwright.api.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.StateReader;
import org.arkwright.model.id.JobId;

/** Notifies the requests that wait for a job's end. Any thread. */
public final class JobEndings implements AutoCloseable {
  private final Map<JobId, CompletableFuture<Void>> endings = new ConcurrentHashMap<>();
  private volatile ControlPlane.Subscription subscription = () -> {};

  /**
   * Starts listening to the events.
   *
   * @param after the journal's current last number
   */
  public void follow(StateReader reader, long after) {
    subscription = reader.subscribe(after, this::listen);
  }

  /**
   * Completes when the job ends after this call. Check only afterwards whether it had already
   * ended.
   */
  CompletableFuture<Void> of(JobId job) {
    return endings.computeIfAbsent(job, _ -> new CompletableFuture<>()).copy();
  }

  /** Completes and drops the job's future; whoever waits looks the job up again. */
  void forget(JobId job) {
    CompletableFuture<Void> waiting = endings.remove(job);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  private void listen(List<NumberedEvent> events) {
    if (endings.isEmpty()) {
      return;
    }
    for (NumberedEvent numbered : events) {
      if (numbered.event().endsJob()) {
        numbered.event().subject().ifPresent(this::forget);
      }
    }
  }

  @Override
  public void close() {
    subscription.close();
    endings.keySet().forEach(this::forget);
  }
}
