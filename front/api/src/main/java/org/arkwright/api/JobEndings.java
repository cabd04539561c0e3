package org.arkwright.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.id.JobId;

/** Tells those who wait for a job that it has ended. Any thread. */
public final class JobEndings implements AutoCloseable {
  private final Map<JobId, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
  private volatile ControlPlane.Subscription subscription = () -> {};

  /**
   * Begins to listen.
   *
   * @param after the journal's present end
   */
  public void follow(ControlPlane control, long after) {
    subscription = control.subscribe(after, this::listen);
  }

  /** Completes when the job ends after this call; ask whether it has ended before only then. */
  CompletableFuture<Void> of(JobId job) {
    return awaited.computeIfAbsent(job, _ -> new CompletableFuture<>()).copy();
  }

  /** Nobody waits for the job any more who would mind asking again. */
  void forget(JobId job) {
    CompletableFuture<Void> gone = awaited.remove(job);
    if (gone != null) {
      gone.complete(null);
    }
  }

  private void listen(List<NumberedEvent> events) {
    if (awaited.isEmpty()) {
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
    awaited.keySet().forEach(this::forget);
  }
}
