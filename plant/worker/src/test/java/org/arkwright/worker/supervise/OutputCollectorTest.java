package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.arkwright.artifact.output.OutputLimits;
import org.arkwright.artifact.output.OutputWatch;
import org.arkwright.artifact.output.RefusedOutput;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.Order;
import org.arkwright.worker.Launches;
import org.arkwright.worker.rank.ArtifactTransfer;
import org.arkwright.worker.rank.MountFolders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the storing of outputs ends, which it does once, whatever happens. */
@Timeout(60)
final class OutputCollectorTest {
  private static final RankExit DONE = new RankExit.Exited(0);
  private static final RankExit FAILED = new RankExit.Exited(7);

  @TempDir Path folder;
  private final Delivery delivery = new Delivery();
  private final Timer timer = new Timer();
  private final BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();
  private Order.Launch launch;
  private OutputCollector collector;

  /** What the supervisor is told. */
  private record Ended(RankExit exit, Optional<StoredOutputs> stored) {}

  @BeforeEach
  void write() throws IOException {
    Order.Launch plain = Launches.launch(1, 1);
    launch =
        new Order.Launch(
            plain.attempt(),
            plain
                .spec()
                .withMounts(
                    new Mounts(
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("out", new ArtifactName(ArtifactKind.MODEL, "net"))))),
            plain.ranks(),
            plain.groupRank(),
            plain.meeting(),
            plain.startedRanks(),
            plain.inputs());
    Path work = Files.createDirectories(folder.resolve("work"));
    Path output = MountFolders.of(work, launch.attempt()).resolve("out/out");
    Files.writeString(Files.createDirectories(output).resolve("weights"), "12");
    Path checkpoints = MountFolders.checkpoints(work, launch.attempt().job());
    Files.writeString(Files.createDirectories(checkpoints).resolve("step"), "345");
    collector = new OutputCollector(MountFolders.in(work, delivery), timer);
  }

  @AfterEach
  void release() {
    delivery.released.countDown();
    timer.shutdownNow();
  }

  @Test
  void successfulAttempt_hasItsOutputsAndCheckpoints_andItsOwnExit() throws Exception {
    delivery.released.countDown();
    assertThat(collector.hasOutputs(launch)).isTrue();

    store(DONE, true);

    Ended ended = ended();
    assertThat(ended.exit).isEqualTo(DONE);
    StoredOutputs stored = ended.stored.orElseThrow();
    assertThat(stored.outputs().get("out").size().value()).isEqualTo(2);
    assertThat(stored.checkpoints().orElseThrow().size().value()).isEqualTo(3);
    assertThat(delivery.delivered).containsExactly(stored);
  }

  @Test
  void failedAttempt_hasItsCheckpointsAlone() throws Exception {
    delivery.released.countDown();

    store(FAILED, false);

    Ended ended = ended();
    assertThat(ended.exit).isEqualTo(FAILED);
    assertThat(ended.stored.orElseThrow().outputs()).isEmpty();
    assertThat(ended.stored.orElseThrow().checkpoints()).isPresent();
  }

  @Test
  void outputsThatCannotBeStored_endASuccessfulAttempt_asWhoseFaultItIs() throws Exception {
    delivery.released.countDown();
    delivery.failure = new IOException("the disk is full");
    store(DONE, true);
    assertThat(ended())
        .isEqualTo(
            new Ended(
                new RankExit.Lost("its outputs could not be stored: the disk is full"),
                Optional.empty()));

    delivery.failure = new RefusedOutput("out/weights is no file");
    store(DONE, true);
    assertThat(ended())
        .isEqualTo(
            new Ended(new RankExit.OutputRefused("out/weights is no file"), Optional.empty()));

    delivery.failure = new IllegalStateException("a bug");
    store(DONE, true);
    assertThat(ended().exit)
        .isInstanceOfSatisfying(
            RankExit.OutputRefused.class,
            refused -> assertThat(refused.problem()).contains("a bug"));
  }

  @Test
  void checkpointsThatCannotBeStored_changeNothingOfAFailedAttemptsExit() throws Exception {
    delivery.released.countDown();
    for (Exception failure :
        List.of(
            new IOException("the disk is full"),
            new RefusedOutput("no file"),
            new IllegalStateException("a bug"))) {
      delivery.failure = failure;
      store(FAILED, false);
      assertThat(ended()).isEqualTo(new Ended(FAILED, Optional.empty()));
    }
  }

  @Test
  void stop_endsTheStoringOfASuccessfulAttempt_once() throws Exception {
    store(DONE, true);
    delivery.begun.await();

    collector.cancel(Launches.attempt(2));
    assertThat(ends).isEmpty();
    collector.cancel(launch.attempt());

    assertThat(ended()).isEqualTo(new Ended(new RankExit.Stopped(true), Optional.empty()));
    delivery.released.countDown();
    assertThat(delivery.checked.get(20, TimeUnit.SECONDS)).isEqualTo("storing was stopped");
    collector.cancel(launch.attempt());
    collector.fence(launch.attempt(), "too late");
    delivery.threads.forEach(OutputCollectorTest::awaitEnd);
    assertThat(ends).isEmpty();
  }

  @Test
  void stop_doesNotEndTheStoringOfCheckpoints_andAFenceDoes() throws Exception {
    store(FAILED, false);
    delivery.begun.await();

    collector.cancel(launch.attempt());
    assertThat(ends).isEmpty();
    collector.fence(launch.attempt(), "its lease is over");

    assertThat(ended())
        .isEqualTo(new Ended(new RankExit.Lost("its lease is over"), Optional.empty()));
  }

  @Test
  void storingThatTakesTooLong_isEnded_withWhatToDoAboutIt() throws Exception {
    store(DONE, true);
    delivery.begun.await();
    assertThat(timer.delays).containsExactly(OutputLimits.DEFAULT.time());
    timer.tasks.getLast().run();
    assertThat(ended().exit)
        .isInstanceOfSatisfying(
            RankExit.OutputRefused.class,
            refused ->
                assertThat(refused.problem())
                    .contains(
                        "took more than %d minutes"
                            .formatted(OutputLimits.DEFAULT.time().toMinutes())));

    store(FAILED, false);
    assertThat(timer.delays).last().isEqualTo(Duration.ofMinutes(30));
    timer.tasks.getLast().run();
    assertThat(ended()).isEqualTo(new Ended(FAILED, Optional.empty()));
  }

  @Test
  void attemptWithoutOutputs_hasSomethingToStore_onlyIfItLeftCheckpoints() throws Exception {
    assertThat(collector.hasOutputs(Launches.launch(1, 1))).isTrue();
    assertThat(collector.hasOutputs(Launches.launch(2, 1))).isFalse();
    Files.createDirectories(
        MountFolders.checkpoints(folder.resolve("work"), Launches.attempt(2).job()));
    assertThat(collector.hasOutputs(Launches.launch(2, 1))).isFalse();
  }

  private void store(RankExit exit, boolean succeeded) {
    collector.store(
        launch, exit, succeeded, (reported, stored) -> ends.add(new Ended(reported, stored)));
  }

  private Ended ended() throws InterruptedException {
    Ended ended = ends.poll(20, TimeUnit.SECONDS);
    if (ended == null) {
      throw new AssertionError("the storing does not end");
    }
    return ended;
  }

  private static void awaitEnd(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A timer that is rung by the test. */
  private static final class Timer extends ScheduledThreadPoolExecutor {
    private final List<Duration> delays = new CopyOnWriteArrayList<>();
    private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

    Timer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      delays.add(Duration.of(delay, unit.toChronoUnit()));
      tasks.add(task);
      return super.schedule(() -> {}, 0, TimeUnit.NANOSECONDS);
    }
  }

  /** A way to the control plane that takes its time, and may fail. */
  private static final class Delivery implements ArtifactTransfer {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<StoredOutputs> delivered = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> checked = new CompletableFuture<>();
    private volatile Exception failure = new Exception();

    @Override
    public void deliver(AttemptId attempt, StoredOutputs stored, OutputWatch watch)
        throws IOException {
      threads.add(Thread.currentThread());
      begun.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      switch (failure) {
        case IOException io -> throw io;
        case RuntimeException bug -> throw bug;
        default -> {}
      }
      try {
        watch.check();
      } catch (RefusedOutput e) {
        var _ = checked.complete(e.getMessage());
        throw e;
      }
      delivered.add(stored);
    }

    @Override
    public CompletionStage<Void> bring(Order.Launch launch, BooleanSupplier wanted) {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public boolean bringsCheckpoints() {
      return false;
    }

    @Override
    public void keep(Order.Launch launch) {}

    @Override
    public void release(AttemptId attempt) {}

    @Override
    public void close() {}
  }
}
