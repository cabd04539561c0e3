package org.arkwright.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.output.OutputWatch;
import org.arkwright.artifact.output.RefusedOutput;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.Digest;
import org.arkwright.protocol.TransferReport.Transfer;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How outputs get to the control plane: what is sent, what is not, and what goes on. */
final class OutputDeliveryTest {
  private static final int SMALL_MAX = 1 << 16;
  private static final OutputWatch WANTED = () -> {};

  @TempDir Path folder;
  private final Random random = new Random(11);
  private final KeptFiles kept = new KeptFiles();
  private final TransferMeter meter = new TransferMeter();
  private ArtifactStore store;
  private FilesAtControlPlane server;

  @BeforeEach
  void open() throws IOException {
    store = ArtifactStore.open(Files.createDirectory(folder.resolve("store")));
    server = new FilesAtControlPlane(folder);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void outputsAndCheckpoints_arrive_andStayKeptHere() throws Exception {
    Manifest.File small = file(SMALL_MAX);
    Manifest.File large = file(SMALL_MAX + 1);
    Manifest.File empty = file(0);
    StoredFiles output = store.versionOf(List.of(small, large, empty));
    Manifest.File state = file(10);
    StoredFiles checkpoints = store.versionOf(List.of(state));

    deliver(
        new StoredOutputs(new TreeMap<>(Map.of("out", output)), Optional.of(checkpoints)), WANTED);

    assertThat(server.requests)
        .containsSubsequence(
            "POST 3 missing", "PUT 2 small", "PUT manifest", "POST 1 missing", "PUT 1 small")
        .containsSubsequence("HEAD blob", "PUT blob bytes 0-65536/65537", "PUT manifest")
        .hasSize(8)
        .endsWith("PUT manifest");
    for (Digest each : List.of(output.manifest(), checkpoints.manifest())) {
      assertThat(server.blobs).containsKey(each);
    }
    for (Manifest.File each : List.of(small, large, empty, state)) {
      assertThat(server.blobs.get(each.digest())).hasSize((int) each.size().value());
      assertThat(kept.all()).contains(each.digest());
    }
  }

  @Test
  void whatTheControlPlaneHas_isNotSent() throws Exception {
    Manifest.File there = file(100_000);
    Manifest.File missing = file(100);
    server.blobs.put(there.digest(), bytes(there));

    deliver(store.versionOf(List.of(there, missing)));

    assertThat(server.requests).containsExactly("POST 2 missing", "PUT 1 small", "PUT manifest");
  }

  @Test
  void smallFiles_areSentInHandfuls_andCounted() throws Exception {
    List<Manifest.File> files = new ArrayList<>();
    for (int i = 0; i < 129; i++) {
      files.add(file(8 + i));
    }
    List<List<Transfer>> seen = new ArrayList<>();
    server.hook = request -> seen.add(meter.look());

    deliver(store.versionOf(files));

    assertThat(server.requests)
        .containsExactly(
            "POST 129 missing", "PUT 64 small", "PUT 64 small", "PUT 1 small", "PUT manifest");
    long total = files.stream().mapToLong(file -> file.size().value()).sum();
    assertThat(seen.get(1).getFirst().totalBytes()).isEqualTo(total);
    assertThat(seen.get(1).getFirst().doneBytes()).isZero();
    assertThat(seen.get(2).getFirst().doneBytes())
        .isEqualTo(
            files.stream()
                .sorted((a, b) -> a.digest().compareTo(b.digest()))
                .limit(64)
                .mapToLong(file -> file.size().value())
                .sum());
    assertThat(seen.getLast()).as("the transfer is over").isEmpty();
  }

  @Test
  void largeFileThatBrokeOff_goesOnWhereItEnded() throws Exception {
    Manifest.File large = file(600_000);
    server.breaks.add(250_000);

    deliver(store.versionOf(List.of(large)));

    assertThat(server.requests)
        .containsExactly(
            "POST 1 missing",
            "HEAD blob",
            "PUT blob bytes 0-599999/600000",
            "HEAD blob",
            "PUT blob bytes 250000-599999/600000",
            "PUT manifest");
    assertThat(server.blobs.get(large.digest())).isEqualTo(bytes(large));
  }

  @Test
  void largeFileThatArrivedWholeButWasNotAnswered_isOnlyFinished() throws Exception {
    Manifest.File large = file(600_000);
    server.begun.put(large.digest(), bytes(large));

    deliver(store.versionOf(List.of(large)));

    assertThat(server.requests)
        .containsExactly("POST 1 missing", "HEAD blob", "PUT blob bytes */600000", "PUT manifest");
    assertThat(server.blobs).containsKey(large.digest());
  }

  @Test
  void whatACollectionTookMeanwhile_isSentAgain() throws Exception {
    Manifest.File one = file(10);
    Manifest.File two = file(20);
    server.hook = once("PUT manifest", () -> server.blobs.remove(two.digest()));

    deliver(store.versionOf(List.of(one, two)));

    assertThat(server.requests)
        .containsExactly(
            "POST 2 missing", "PUT 2 small", "PUT manifest", "PUT 1 small", "PUT manifest");
    assertThat(server.blobs).containsKeys(one.digest(), two.digest());
  }

  @Test
  void controlPlaneThatLosesEverything_isNotSentItForEver() throws Exception {
    Manifest.File file = file(10);
    server.hook =
        request -> {
          if (request.equals("PUT manifest")) {
            server.blobs.clear();
          }
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> deliver(store.versionOf(List.of(file))))
        .withMessageContaining("loses what it is sent: 1 files");

    assertThat(server.requests.stream().filter("PUT manifest"::equals)).hasSize(6);
  }

  @Test
  void controlPlaneThatIsAwayOrDoesNotKnowTheWorkerYet_isAskedAgain() throws Exception {
    server.refusals.addAll(List.of(503, 401, 409));

    deliver(store.versionOf(List.of(file(10))));

    assertThat(server.requests)
        .containsExactly(
            "POST 1 missing",
            "POST 1 missing",
            "POST 1 missing",
            "POST 1 missing",
            "PUT 1 small",
            "PUT manifest");
  }

  @Test
  void refusal_isFinal_andSaysWhatTheControlPlaneSaid() throws Exception {
    StoredFiles version = store.versionOf(List.of(file(10)));
    server.hook = once("PUT 1 small", () -> server.refusals.add(403));

    assertThatExceptionOfType(RefusedTransfer.class)
        .isThrownBy(() -> deliver(version))
        .withMessage("the control plane answers 403: not now");

    assertThat(server.requests).containsExactly("POST 1 missing", "PUT 1 small");
  }

  @Test
  void outputsThatNobodyWantsAnyMore_areNotSent() throws Exception {
    StoredFiles version = store.versionOf(List.of(file(10)));
    boolean[] wanted = {true};
    server.hook = once("POST 1 missing", () -> wanted[0] = false);

    assertThatExceptionOfType(RefusedOutput.class)
        .isThrownBy(() ->
            deliver(
                outputs(version),
                () -> {
                  if (!wanted[0]) {
                    throw new RefusedOutput("it took too long");
                  }
                }))
        .withMessage("it took too long");

    assertThat(server.requests).containsExactly("POST 1 missing");
  }

  private void deliver(StoredFiles version) throws IOException {
    deliver(outputs(version), WANTED);
  }

  private void deliver(StoredOutputs stored, OutputWatch watch) throws IOException {
    new OutputDelivery(store, server.asSeenByAWorker(), meter)
        .deliver(Launches.attempt(1), stored, kept, watch);
  }

  private static StoredOutputs outputs(StoredFiles version) {
    return new StoredOutputs(new TreeMap<>(Map.of("out", version)), Optional.empty());
  }

  private static FilesAtControlPlane.Hook once(String words, Runnable what) {
    boolean[] done = {false};
    return request -> {
      if (request.equals(words) && !done[0]) {
        done[0] = true;
        what.run();
      }
    };
  }

  private Manifest.File file(int size) throws IOException {
    byte[] content = new byte[size];
    random.nextBytes(content);
    return store.storeFile("file-" + size, new ByteArrayInputStream(content));
  }

  private byte[] bytes(Manifest.File file) throws IOException {
    try (var in = store.openFile(file.digest())) {
      return in.readAllBytes();
    }
  }
}
