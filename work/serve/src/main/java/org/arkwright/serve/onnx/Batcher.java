package org.arkwright.serve.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.arkwright.serve.runtime.EmbeddingModel.Encoded;

/**
 * Joins what waits into batches for one thread that computes. While a batch is computed the next
 * one gathers, so batches grow with the load and nobody waits for a timer.
 */
final class Batcher implements AutoCloseable {
  private final Function<List<Encoded>, List<float[]>> compute;
  private final int sizeMax;
  private final BlockingQueue<Item> waiting = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  private record Item(Encoded text, CompletableFuture<float[]> vector) {}

  /**
   * Starts the thread.
   *
   * @param compute one vector for each text, in order
   */
  Batcher(int sizeMax, Function<List<Encoded>, List<float[]>> compute) {
    this.compute = compute;
    this.sizeMax = sizeMax;
    this.thread = Thread.ofPlatform().name("embedding").daemon().start(this::run);
  }

  CompletableFuture<float[]> add(Encoded text) {
    CompletableFuture<float[]> vector = new CompletableFuture<>();
    waiting.add(new Item(text, vector));
    if (closed) {
      failWaiting();
    }
    return vector;
  }

  private void run() {
    List<Item> batch = new ArrayList<>(sizeMax);
    try {
      while (!closed) {
        batch.add(waiting.take());
        waiting.drainTo(batch, sizeMax - 1);
        answer(List.copyOf(batch));
        batch.clear();
      }
    } catch (InterruptedException _) {
      failWaiting();
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

  private void failWaiting() {
    List<Item> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(
        item -> item.vector().completeExceptionally(new IllegalStateException("shutting down")));
  }

  /** Fails what still waits and lets the batch that is computed end. */
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
