package org.arkwright.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.FileCalls;
import org.arkwright.wire.Wire;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How inputs get to a node: what is asked for, how often, and what is believed of the answers. */
final class InputFetchTest {
  private static final Patience.Wanted WANTED = () -> {};

  @TempDir Path folder;
  private final Random random = new Random(7);
  private final KeptFiles kept = new KeptFiles();
  private final TransferMeter meter = new TransferMeter();
  private ArtifactStore store;
  private FilesAtControlPlane server;
  private InputFetch fetch;

  @BeforeEach
  void open() throws IOException {
    Path own = Files.createDirectory(folder.resolve("store"));
    store = ArtifactStore.open(own);
    server = new FilesAtControlPlane(folder);
    fetch =
        new InputFetch(
            store, new NodeDisk(store, own, kept), server.asSeenByAWorker(), kept, meter);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void version_arrivesWhole_isKept_andIsNotFetchedAgain() throws Exception {
    Manifest.File large = file(FileCalls.SMALL_BYTES_MAX + 1);
    Manifest.File one = file(FileCalls.SMALL_BYTES_MAX);
    Manifest.File two = file(5);
    Digest version = version(List.of(large, one, two));

    fetch(version);

    assertThat(server.requests)
        .containsExactlyInAnyOrder("GET manifest 0-", "GET blob 0-", "POST 2 small");
    assertThat(store.manifest(version).files()).containsExactlyInAnyOrder(large, one, two);
    assertThat(store.missing(List.of(large.digest(), one.digest(), two.digest()))).isEmpty();
    assertThat(kept.all())
        .containsExactlyInAnyOrder(version, large.digest(), one.digest(), two.digest());
    server.requests.clear();

    fetch(version);

    assertThat(server.requests).isEmpty();
  }

  @Test
  void onlyWhatIsMissing_isFetched() throws Exception {
    Manifest.File old = file(100_000);
    fetch(version(List.of(old)));
    server.requests.clear();

    fetch(version(List.of(old, file(200_000))));

    assertThat(server.requests).containsExactly("GET manifest 0-", "GET blob 0-");
  }

  @Test
  void smallFiles_areFetchedTogether_upToANumberAndASize() throws Exception {
    List<Manifest.File> many = new ArrayList<>();
    for (int i = 0; i < FileCalls.TOGETHER_MAX + 2; i++) {
      many.add(file(8));
    }
    fetch(version(many));
    assertThat(server.requests)
        .containsExactlyInAnyOrder("GET manifest 0-", "POST 512 small", "POST 2 small");
    server.requests.clear();

    List<Manifest.File> wide = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      wide.add(file(FileCalls.SMALL_BYTES_MAX));
    }
    fetch(version(wide));
    assertThat(server.requests)
        .containsExactlyInAnyOrder("GET manifest 0-", "POST 16 small", "POST 2 small");
  }

  @Test
  void smallFilesOfTwoVersions_areAskedForByTheirOwn() throws Exception {
    Digest one = version(List.of(file(5), file(6), file(7)));
    Digest two = version(List.of(file(8), file(9)));

    fetch.fetch(Launches.attempt(1), List.of(one, two), WANTED);

    assertThat(server.requests)
        .containsExactlyInAnyOrder(
            "GET manifest 0-", "GET manifest 0-", "POST 3 small", "POST 2 small");
  }

  @Test
  void largeFileThatBrokeOff_goesOnWhereItEnded() throws Exception {
    Manifest.File large = file(700_000);
    server.breaks.add(300_000);

    fetch(version(List.of(large)));

    assertThat(server.requests)
        .containsExactly("GET manifest 0-", "GET blob 0-", "GET blob 300000-");
    assertThat(store.missing(List.of(large.digest()))).isEmpty();
  }

  @Test
  void whatAnEarlierWorkerBegan_isNotFetchedAgain_norCounted() throws Exception {
    Manifest.File large = file(700_000);
    try (var partial = store.receive("fetch", large.digest(), 700_000)) {
      partial.write(server.blobs.get(large.digest()), 0, 300_000);
    }
    List<Long> totals = new ArrayList<>();
    server.hook = _ -> meter.look().forEach(transfer -> totals.add(transfer.totalBytes()));

    fetch(version(List.of(large)));

    assertThat(server.requests).containsExactly("GET manifest 0-", "GET blob 300000-");
    assertThat(totals).containsExactly(400_000L);
    assertThat(meter.look()).as("the transfer is over").isEmpty();
  }

  @Test
  void largeFileThatArrivesDamaged_isFetchedAgainFromItsBeginning() throws Exception {
    Manifest.File large = file(100_000);
    byte[] right = server.blobs.get(large.digest());
    server.blobs.put(large.digest(), new byte[100_000]);
    server.hook = second("GET blob 0-", () -> server.blobs.put(large.digest(), right));

    fetch(version(List.of(large)));

    assertThat(server.requests).containsExactly("GET manifest 0-", "GET blob 0-", "GET blob 0-");
    assertThat(store.missing(List.of(large.digest()))).isEmpty();
  }

  @Test
  void smallFilesOfWhichSomeArriveDamaged_onlyThoseAreFetchedAgain() throws Exception {
    Manifest.File bad = file(10);
    byte[] right = server.blobs.get(bad.digest());
    server.blobs.put(bad.digest(), new byte[10]);
    server.hook = once("POST 1 small", () -> server.blobs.put(bad.digest(), right));

    fetch(version(List.of(bad, file(11), file(12))));

    assertThat(server.requests).containsExactly("GET manifest 0-", "POST 3 small", "POST 1 small");
    assertThat(store.missing(List.of(bad.digest()))).isEmpty();
  }

  @Test
  void fileOfAnotherSizeThanItsVersionSays_isNotTaken() throws Exception {
    Manifest.File large = file(100_000);
    server.blobs.put(large.digest(), new byte[100_001]);

    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> fetch(version(List.of(large))))
        .withMessageContaining("it has 100001 bytes, and its version says 100000");

    assertThat(server.requests).hasSize(4);
  }

  @Test
  void versionThatTheAttemptMayNotHave_isRefusedForGood() throws Exception {
    Digest version = version(List.of(file(5)));
    server.refusals.add(404);

    assertThatExceptionOfType(RefusedTransfer.class)
        .isThrownBy(() -> fetch(version))
        .withMessage("the control plane answers 404: not now");
  }

  @Test
  void attemptThatIsStopped_fetchesNothingMore() throws Exception {
    Digest version = version(List.of(file(5), file(100_000)));
    boolean[] wanted = {true};
    server.hook = once("GET manifest 0-", () -> wanted[0] = false);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            fetch.fetch(
                Launches.attempt(1),
                List.of(version),
                () -> {
                  if (!wanted[0]) {
                    throw new IOException("stopped");
                  }
                }))
        .withMessage("stopped");

    assertThat(server.requests).containsExactly("GET manifest 0-");
  }

  @Test
  void versionThatDoesNotFitOnTheDisk_isRefusedInFigures_beforeAnyFileOfIt() throws Exception {
    Manifest.File vast =
        new Manifest.File("vast", new Digest("a".repeat(64)), new Bytes(1L << 60), false);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> fetch(version(List.of(vast))))
        .withMessageContaining("the disk of this node is full")
        .withMessageContaining(new Bytes(1L << 60) + " to fetch")
        .withMessageContaining(new Bytes(1L << 61).toString());

    assertThat(server.requests).containsExactly("GET manifest 0-");
  }

  @Test
  void twoAttemptsThatWantOneLargeFile_getItByOneTransfer() throws Exception {
    Digest version = version(List.of(file(200_000)));
    CompletableFuture<Void> other = new CompletableFuture<>();
    server.hook =
        once(
            "GET blob 0-",
            () ->
                Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                      try {
                        fetch.fetch(Launches.attempt(2), List.of(version), WANTED);
                        other.complete(null);
                      } catch (IOException | RuntimeException e) {
                        other.completeExceptionally(e);
                      }
                    }));

    fetch(version);

    assertThat(other).succeedsWithin(20, TimeUnit.SECONDS);
    assertThat(server.requests).containsExactly("GET manifest 0-", "GET blob 0-");
    kept.release(Launches.attempt(1));
    assertThat(kept.all()).as("what the other attempt needs").hasSize(2);
  }

  private void fetch(Digest version) throws IOException {
    fetch.fetch(Launches.attempt(1), List.of(version), WANTED);
  }

  private static FilesAtControlPlane.Hook once(String words, Runnable what) {
    return nth(1, words, what);
  }

  private static FilesAtControlPlane.Hook second(String words, Runnable what) {
    return nth(2, words, what);
  }

  private static FilesAtControlPlane.Hook nth(int number, String words, Runnable what) {
    int[] seen = {0};
    return request -> {
      if (request.equals(words) && ++seen[0] == number) {
        what.run();
      }
    };
  }

  /** A file that the control plane has. */
  private Manifest.File file(int size) {
    byte[] content = new byte[size];
    random.nextBytes(content);
    Digest digest = Digest.of(Digest.sha256().digest(content));
    server.blobs.put(digest, content);
    return new Manifest.File("file-" + digest.hex(), digest, new Bytes(size), false);
  }

  /** A version that the control plane has. */
  private Digest version(List<Manifest.File> files) throws IOException {
    byte[] manifest =
        Wire.strict()
            .write(
                new Manifest(
                    files.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList()));
    Digest digest = Digest.of(Digest.sha256().digest(manifest));
    server.blobs.put(digest, manifest);
    return digest;
  }
}
