package org.arkwright.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.id.Digest;
import org.arkwright.protocol.TransferReport.Direction;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.Test;

/** When a transfer is repeated, and what is counted and kept meanwhile. */
final class PatienceTest {
  private final Queue<IOException> failures = new ArrayDeque<>();
  private int calls;

  @Test
  void serverThatIsAway_isAskedAgain() throws IOException {
    failures.add(new IOException("connection refused"));
    assertThat(insist(() -> {})).isEqualTo("done");
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void refusal_isFinal() {
    failures.add(new RefusedTransfer("no such version"));
    assertThatExceptionOfType(RefusedTransfer.class).isThrownBy(() -> insist(() -> {}));
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void whatArrivesDamaged_isAskedForThreeTimes() throws IOException {
    failures.addAll(List.of(new ArtifactException("damaged"), new ArtifactException("damaged")));
    assertThat(insist(() -> {})).isEqualTo("done");
    calls = 0;
    failures.addAll(
        List.of(
            new ArtifactException("damaged"),
            new ArtifactException("damaged"),
            new ArtifactException("damaged")));
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> insist(() -> {}))
        .withMessage("fetching: damaged");
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void fullDisk_isNotTriedAgain() {
    failures.add(new ArtifactException("cannot be written", new IOException("No space left")));
    assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> insist(() -> {}));
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void resultThatNobodyWantsAnyMore_endsIt_beforeTheCallAndInItsPauses() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            insist(() -> {
              throw new IOException("stopped");
            }))
        .withMessage("stopped");
    assertThat(calls).isZero();
    failures.add(new IOException("connection refused"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            insist(() -> {
              if (calls > 0) {
                throw new IOException("stopped");
              }
            }))
        .withMessage("stopped");
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void meter_countsWhatGoesOn_andNeverMoreThanThereIs() {
    TransferMeter meter = new TransferMeter();
    assertThat(meter.look()).isEmpty();
    try (TransferMeter.Count count = meter.begin(Launches.attempt(1), Direction.INPUTS, 100)) {
      count.moved(30);
      count.moved(30);
      assertThat(meter.look())
          .singleElement()
          .satisfies(transfer -> {
            assertThat(transfer.doneBytes()).isEqualTo(60);
            assertThat(transfer.totalBytes()).isEqualTo(100);
            assertThat(transfer.bytesPerSecond()).isPositive();
          });
      count.moved(60);
      assertThat(meter.look().getFirst().doneBytes()).isEqualTo(100);
    }
    assertThat(meter.look()).isEmpty();
  }

  @Test
  void keptFiles_areThoseOfEveryAttemptThatIsNotReleased() {
    KeptFiles kept = new KeptFiles();
    Digest one = new Digest("a".repeat(64));
    Digest two = new Digest("b".repeat(64));
    kept.keep(Launches.attempt(1), List.of(one));
    kept.keep(Launches.attempt(1), List.of(two));
    kept.keep(Launches.attempt(2), List.of(two));
    assertThat(kept.all()).containsExactlyInAnyOrder(one, two);
    kept.release(Launches.attempt(1));
    assertThat(kept.all()).containsExactly(two);
    kept.release(Launches.attempt(2));
    assertThat(kept.all()).isEmpty();
  }

  private String insist(Patience.Wanted wanted) throws IOException {
    return new Patience(wanted)
        .insist(
            "fetching",
            () -> {
              calls++;
              IOException failure = failures.poll();
              if (failure != null) {
                throw failure;
              }
              return "done";
            });
  }
}
