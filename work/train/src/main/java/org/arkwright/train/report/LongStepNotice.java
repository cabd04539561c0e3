package org.arkwright.train.report;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Says how long a step has taken so far, while it takes longer than one expects: a minute without a
 * line looks like a hang. A thread of its own watches from {@link #watch} until it is closed.
 * Thread-safe.
 */
public final class LongStepNotice implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Consumer<String> say;
  private final long everyNanos;
  private long step;
  private long sinceNanos;
  private boolean closed;

  /** Creates a notice for the usual patience of ten seconds. */
  public LongStepNotice(Consumer<String> say) {
    this(say, EVERY);
  }

  /**
   * @param say takes each sentence
   * @param every the time after which a step is mentioned, and mentioned again
   */
  LongStepNotice(Consumer<String> say, Duration every) {
    this.say = say;
    this.everyNanos = every.toNanos();
  }

  /** Starts watching. */
  public LongStepNotice watch() {
    sinceNow(0);
    Thread.ofPlatform().daemon().name("long-step").start(this::run);
    return this;
  }

  /** Takes the beginning of a step. */
  public void begins(long number) {
    sinceNow(number);
  }

  private synchronized void sinceNow(long number) {
    step = number;
    sinceNanos = System.nanoTime();
    notifyAll();
  }

  private synchronized void run() {
    try {
      long mentioned = 0;
      long of = -1;
      while (!closed) {
        mentioned = of == step ? mentioned : 0;
        of = step;
        long taken = System.nanoTime() - sinceNanos;
        if (step > 0 && taken >= (mentioned + 1) * everyNanos) {
          mentioned = taken / everyNanos;
          say.accept("step %d has taken %d s so far".formatted(step, taken / 1_000_000_000L));
        }
        long millis = ((mentioned + 1) * everyNanos - taken) / 1_000_000 + 1;
        wait(Math.clamp(millis, 1, everyNanos / 1_000_000 + 1));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
