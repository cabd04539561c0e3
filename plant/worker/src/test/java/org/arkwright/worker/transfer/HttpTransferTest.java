package org.arkwright.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.Order;
import org.arkwright.wire.Wire;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an attempt's ranks find before they start, on a node that shares no disk with anybody. */
final class HttpTransferTest {
  private static final byte[] CONTENT = "what ranks read".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private ArtifactStore store;
  private FilesAtControlPlane server;
  private HttpTransfer transfer;

  @BeforeEach
  void open() throws IOException {
    Path own = Files.createDirectory(folder.resolve("store"));
    store = ArtifactStore.open(own);
    server = new FilesAtControlPlane(folder);
    transfer =
        new HttpTransfer(
            store, own, server.address(), FilesAtControlPlane.NODE, Bytes.ofGibibytes(1));
  }

  @AfterEach
  void close() {
    transfer.close();
    server.close();
  }

  @Test
  void inputs_areInTheNodesStore_whenTheAttemptMayStart() throws Exception {
    Digest blob = kept(CONTENT);
    Digest version =
        kept(
            Wire.strict()
                .write(
                    new Manifest(
                        List.of(
                            new Manifest.File("file", blob, new Bytes(CONTENT.length), false)))));

    bring(reading(version), true).get(30, TimeUnit.SECONDS);

    assertThat(store.missing(List.of(version, blob))).isEmpty();
  }

  @Test
  void attemptWithoutInputs_waitsForNobody() {
    assertThat(bring(Launches.launch(1, 1), true)).isCompleted();
    assertThat(server.requests).isEmpty();
  }

  @Test
  void attemptThatIsStopped_isToldSo_andNotThatItsInputsAreThere() {
    assertThat(bring(reading(kept(CONTENT)), false))
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("stopped before its inputs were there");
  }

  private CompletableFuture<Void> bring(Order.Launch launch, boolean wanted) {
    return transfer.bring(launch, () -> wanted).toCompletableFuture();
  }

  /** An attempt that reads a version. */
  private static Order.Launch reading(Digest version) {
    Order.Launch plain = Launches.launch(1, 1);
    TreeMap<String, Digest> inputs = new TreeMap<>();
    inputs.put("data", version);
    return new Order.Launch(
        plain.attempt(),
        plain.spec(),
        plain.ranks(),
        plain.groupRank(),
        plain.meeting(),
        plain.startedRanks(),
        inputs);
  }

  /** What the control plane has. */
  private Digest kept(byte[] content) {
    Digest digest = Digest.of(Digest.sha256().digest(content));
    server.blobs.put(digest, content);
    return digest;
  }
}
