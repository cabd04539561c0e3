package org.arkwright.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.arkwright.model.unit.Backoff;
import org.junit.jupiter.api.Test;

/** Loops and repeated tasks with planted faults, and parts that do not answer. */
final class ServiceThreadTest {
  private static final Backoff SHORT = Backoff.ofMillis(1, 10);

  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void faultOnce_loopGoesOnAndIsWellAfterAMoment() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    ServiceThread thread =
        thread(
            Duration.ofMillis(300),
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalArgumentException("planted");
              }
              end.await();
            });

    await(() -> runs.get() == 2);
    assertThat(thread.trouble()).contains("planted-loop has failed (1 in a row); the log says why");
    await(() -> thread.trouble().isEmpty());

    end.countDown();
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void errorEachTime_triesAgainUntilInterrupted() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    ServiceThread thread =
        thread(
            Duration.ofMinutes(1),
            () -> {
              runs.incrementAndGet();
              throw new StackOverflowError("planted");
            });

    await(() -> runs.get() > 5);
    assertThat(thread.trouble()).get().asString().contains("planted-loop");

    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void repeatedTaskThatFailed_isCalledAgain() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    Duration every = Duration.ofMillis(20);
    RepeatedTask task =
        RepeatedTask.of(
            "planted-task",
            every,
            () -> {
              if (runs.incrementAndGet() < 3) {
                throw new IllegalStateException("planted");
              }
            });
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      var _ = timer.scheduleWithFixedDelay(task, 0, every.toMillis(), TimeUnit.MILLISECONDS);
      await(() -> runs.get() > 3);
      await(() -> task.trouble().isEmpty());
      timer.shutdownNow();
    }
  }

  @Test
  void partThatDoesNotAnswer_isNamedUntilItDoes() throws InterruptedException {
    CompletableFuture<Void> stuck = new CompletableFuture<>();
    Duration patience = Duration.ofMillis(50);
    try (Pulse pulse =
        Pulse.start(
            Map.of(
                "the stuck part", () -> stuck,
                "the quick part", () -> CompletableFuture.completedFuture(1)),
            patience,
            Duration.ofMillis(10))) {
      await(() -> !pulse.troubles().isEmpty());
      assertThat(pulse.troubles()).containsExactly("the stuck part has not answered for 0 s");
      stuck.complete(null);
      await(() -> pulse.troubles().isEmpty());
    }
  }

  private static ServiceThread thread(Duration steady, ServiceThread.Loop loop) {
    return new ServiceThread("planted-loop", loop, SHORT, steady).start();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - until).as("waiting").isNegative();
      Thread.sleep(2);
    }
  }
}
