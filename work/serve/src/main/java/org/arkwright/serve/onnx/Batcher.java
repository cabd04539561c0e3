package org.arkwright.serve.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.arkwright.serve.runtime.EmbeddingModel.Encoded;

/**
 * Collects texts into batches for one compute thread. While a batch is computed the next one is
 * collected, so batches grow with the load and no timer is needed.
 */
final class Batcher implements AutoCloseable {
  private final Function<List<Encoded>, List<float[]>> compute;
  private final int sizeMax;
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  private record Item(Encoded text, CompletableFuture<float[]> vector) {}

  /**
   * Creates a batcher, which computes nothing before {@link #start}.
   *
   * @param compute returns one vector per text, in order
   */
  Batcher(int sizeMax, Function<List<Encoded>, List<float[]>> compute) {
    this.compute = compute;
    this.sizeMax = sizeMax;
    this.thread = Thread.ofPlatform().name("embedding").daemon().unstarted(this::run);
  }

  /** Starts the thread; to be called once. */
  void start() {
    thread.start();
  }

  CompletableFuture<float[]> add(Encoded text) {
    CompletableFuture<float[]> vector = new CompletableFuture<>();
    queue.add(new Item(text, vector));
    if (closed) {
      failQueued();
    }
    return vector;
  }

  private void run() {
    List<Item> batch = new ArrayList<>(sizeMax);
    try {
      while (!closed) {
        batch.add(queue.take());
        queue.drainTo(batch, sizeMax - 1);
        answer(List.copyOf(batch));
        batch.clear();
      }
    } catch (InterruptedException _) {
      failQueued();
    }
  }

  private void answer(List<Item> batch) {
    try {
      List<float[]> vectors = compute.apply(batch.stream().map(Item::text).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).vector().complete(vectors.get(i));
      }
    } catch (RuntimeException e) {
      batch.forEach(item -> item.vector().completeExceptionally(e));
    }
  }

  private void failQueued() {
    List<Item> remaining = new ArrayList<>();
    queue.drainTo(remaining);
    remaining.forEach(
        item -> item.vector().completeExceptionally(new IllegalStateException("shutting down")));
  }

  /** Fails queued texts, and waits for the current batch. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
