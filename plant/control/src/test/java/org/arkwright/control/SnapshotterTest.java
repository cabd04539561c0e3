package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.State;
import org.arkwright.scheduler.cycle.Cycle;
import org.junit.jupiter.api.Test;

/** When a snapshot is saved, and what is said where none can be. */
final class SnapshotterTest {
  private final Scene scene = new Scene();
  private final Reader reader = new Reader();

  /** Answers from the journal, or not at all. */
  private final class Reader implements StateReader {
    private volatile boolean fails;

    @Override
    public <T> CompletableFuture<T> read(Function<State, T> query) {
      return ask(seen -> query.apply(seen.state()));
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
      if (fails) {
        return CompletableFuture.failedFuture(new UnavailableException("not now", null));
      }
      Recovery now = Recovery.fromTheBeginning(scene.journal);
      Cycle idle = Cycle.idle(scene.ordering());
      return CompletableFuture.completedFuture(
          query.apply(new FollowedState(now.state(), now.number(), idle, () -> 0)));
    }

    @Override
    public ControlPlane.Subscription subscribe(long after, ControlPlane.EventListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Past> at(Past.Point point) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      return scene.journal.lastNumber();
    }
  }

  private void grow() {
    scene.run(Scene.submit((int) scene.journal.lastNumber() + 1, 1));
  }

  private long saved() {
    return scene.journal.latestSnapshot().map(JournalReader.Snapshot::number).orElse(0L);
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 4_000 && !condition.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void everySoManyEntries_oneIsSaved_countedFromTheLast() throws Exception {
    try (Snapshotter snapshots = new Snapshotter(scene.journal, reader, 2, 3)) {
      for (int i = 0; i < 4; i++) {
        grow();
      }
      snapshots.grown(4);
    }
    assertThat(saved()).isZero();
    try (Snapshotter snapshots = new Snapshotter(scene.journal, reader, 2, 3)) {
      grow();
      snapshots.grown(5);
      until(() -> saved() == 5);
      grow();
      snapshots.grown(6);
      grow();
      snapshots.grown(7);
    }
    assertThat(saved()).isEqualTo(5);
  }

  @Test
  void snapshotThatFailed_isTold_untilOneIsSaved() throws Exception {
    grow();
    try (Snapshotter snapshots = new Snapshotter(scene.journal, reader, 0, 1)) {
      assertThat(snapshots.trouble()).isEmpty();
      reader.fails = true;
      snapshots.grown(1);
      until(() -> snapshots.trouble().isPresent());
      reader.fails = false;
      grow();
      snapshots.grown(2);
      until(() -> snapshots.trouble().isEmpty());
      assertThat(saved()).isEqualTo(2);
    }
  }
}
