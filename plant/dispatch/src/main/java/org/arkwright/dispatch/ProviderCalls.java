package org.arkwright.dispatch;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.thread.OneShots;

/**
 * Calls a provider on a thread of its own, so that one that blocks holds up no session. A call that
 * waits already is not queued again, so the queue is never longer than the site's attempts and
 * workers are many. Thread-safe.
 */
final class ProviderCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final WorkerProvider provider;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final ExecutorService thread;
  private final OneShots calls;
  private volatile Running running = Running.NOTHING;

  /** The call that the provider is in; its name is empty for none. */
  private record Running(String name, long sinceNanos) {
    static final Running NOTHING = new Running("", 0);
  }

  ProviderCalls(WorkerProvider provider) {
    String site = provider.profile().site();
    this.provider = provider;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("provider-" + site).daemon().factory());
    this.calls = OneShots.of("the provider of site " + site, thread);
  }

  void start(Inventory nodes) {
    enqueue("start", () -> provider.start(nodes));
  }

  void request(AttemptId attempt, Launch launch) {
    enqueue("request of " + attempt, () -> provider.request(attempt, launch));
  }

  void release(AttemptId attempt) {
    enqueue("release of " + attempt, () -> provider.release(attempt));
  }

  /**
   * Fences a worker.
   *
   * @param stillSilent asked again when the provider's turn has come, which may be long after: a
   *     worker that has returned meanwhile must not be killed
   * @param then gets the answer, on the provider's thread
   */
  void fence(WorkerId worker, BooleanSupplier stillSilent, Consumer<WorkerProvider.Fence> then) {
    enqueue(
        "fence of " + worker,
        () -> {
          if (stillSilent.getAsBoolean()) {
            then.accept(provider.fence(worker));
          }
        });
  }

  private void enqueue(String name, Runnable call) {
    if (!waiting.add(name)) {
      return;
    }
    try {
      calls.execute(() -> {
        waiting.remove(name);
        running = new Running(name, System.nanoTime());
        try {
          call.run();
        } finally {
          running = Running.NOTHING;
        }
      });
    } catch (RejectedExecutionException _) {
      waiting.remove(name); // It is closed.
    }
  }

  /** What is wrong with the provider, in one line, if anything is. Any thread. */
  Optional<String> trouble() {
    Running now = running;
    Duration since = Duration.ofNanos(System.nanoTime() - now.sinceNanos);
    return now.name.isEmpty() || since.compareTo(PATIENCE) < 0
        ? calls.trouble()
        : Optional.of(
            "the provider of site %s has not returned from %s for %d s"
                .formatted(provider.profile().site(), now.name, since.toSeconds()));
  }

  /** Closes the provider after the call that it is in; does not wait for it. */
  void close() {
    enqueue("close", provider::close);
    thread.shutdown();
  }

  /** Closes the provider without what waits, as far as it can be interrupted. */
  void abandon() {
    thread.shutdownNow();
    provider.close();
  }
}
