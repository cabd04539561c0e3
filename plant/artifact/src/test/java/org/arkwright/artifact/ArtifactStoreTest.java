package org.arkwright.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.arkwright.model.artifact.StoredFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the store, on a real file system. */
class ArtifactStoreTest {
  @TempDir Path folder;

  private ArtifactStore store;

  @BeforeEach
  void open() throws IOException {
    store = ArtifactStore.open(folder.resolve("store"));
  }

  @Test
  void importFrom_sameContentTwice_isStoredOnceUnderOneManifest() throws IOException {
    StoredFiles first = importText("a.txt", "hello");
    assertThat(importText("a.txt", "hello")).isEqualTo(first);
    assertThat(importText("b.txt", "hello").manifest()).isNotEqualTo(first.manifest());
    assertThat(blobs()).hasSize(3);
  }

  @Test
  void importFrom_sameFileConcurrently_allSucceedAndNothingIsLeftOver() throws Exception {
    String text = "x".repeat(3_000_000);
    List<Future<StoredFiles>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 16; i++) {
        all.add(threads.submit(() -> importText("big.txt", text)));
      }
    }
    for (Future<StoredFiles> future : all) {
      assertThat(future.get()).isEqualTo(all.getFirst().get());
    }
    assertThat(blobs()).hasSize(2);
    assertThat(filesBelow("tmp")).isEmpty();
  }

  @Test
  void importFrom_pathThatLeadsOut_isRefusedAndLeavesNoBlobs() throws IOException {
    for (String path : List.of("../x", "/etc/x", "a/../../x", "a//b", "", "a\\..\\b", ".")) {
      assertThatThrownBy(() -> importText(path, "x"))
          .as(path)
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("refused");
    }
    assertThat(blobs()).isEmpty();
  }

  @Test
  void importFrom_pickle_isRefusedByNameAndByContent() {
    assertThatThrownBy(() -> importText("weights.pt", "x")).hasMessageContaining("pickle");
    byte[] protocol4 = {(byte) 0x80, 4, 'x', 'y'};
    assertThatThrownBy(() -> store.importFrom(source("model.bin", protocol4), new ImportProgress()))
        .hasMessageContaining("safetensors");
    byte[] torch = "PK\3\4..........archive/data.pkl....".getBytes(UTF_8);
    assertThatThrownBy(() -> store.importFrom(source("model.bin", torch), new ImportProgress()))
        .hasMessageContaining("pickle");
  }

  @Test
  void importFrom_interruptedSource_leavesNoBlobs() throws IOException {
    InputStream breaks =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection lost");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[9999]), breaks);
    assertThatThrownBy(
            () -> store.importFrom(into -> into.add("f", broken, false), new ImportProgress()))
        .hasMessageContaining("connection lost");
    assertThat(blobs()).isEmpty();
    assertThat(filesBelow("tmp")).isEmpty();
  }

  @Test
  void materialise_createsReadOnlyLinks() throws IOException {
    StoredFiles files = importText("sub/a.txt", "hello");
    Path target = folder.resolve("in");
    store.materialise(files.manifest(), target);
    Path file = target.resolve("sub/a.txt");
    assertThat(file).hasContent("hello");
    assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--r--r--");
  }

  @Test
  void read_damagedBlob_isDetectedByEveryWayOfReading() throws IOException {
    StoredFiles files = importText("a.txt", "hello");
    Manifest.File file = store.manifest(files.manifest()).files().getFirst();
    for (Path blob : blobs()) {
      if (Files.readString(blob).equals("hello")) {
        Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(blob, "hallo");
      }
    }
    try (InputStream in = store.open(file)) {
      assertThatThrownBy(in::readAllBytes).hasMessageContaining("damaged");
    }
    assertThatThrownBy(() -> store.materialise(files.manifest(), folder.resolve("in")))
        .hasMessageContaining("damaged");
  }

  @Test
  void storeFolder_repeated_givesTheSame() throws IOException {
    Path out = Files.createDirectories(folder.resolve("out/sub"));
    Files.writeString(out.resolve("a"), "1");
    Files.writeString(out.resolve("b"), "2");
    StoredFiles first = store.storeFolder(folder.resolve("out"), false).orElseThrow();
    assertThat(store.storeFolder(folder.resolve("out"), false)).contains(first);
    assertThat(store.manifest(first.manifest()).files())
        .extracting(Manifest.File::path)
        .containsExactly("sub/a", "sub/b");
  }

  @Test
  void storeFolder_inUse_isCopied_soThatLaterWritesDoNotReachTheStore() throws IOException {
    Path out = Files.createDirectories(folder.resolve("checkpoints"));
    Files.writeString(out.resolve("step"), "1");
    StoredFiles first = store.storeFolder(out, true).orElseThrow();
    Files.writeString(out.resolve("step"), "2");
    try (InputStream in = store.open(store.manifest(first.manifest()).files().getFirst())) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("1");
    }
  }

  @Test
  void collect_keepsReferencedAndRecentBlobs_andRemovesTheRest() throws IOException {
    StoredFiles kept = importText("a.txt", "hello");
    importText("b.txt", "gone");
    assertThat(store.collect(List.of(kept.manifest()), Instant.now()).files()).isZero();
    Instant later = Instant.now().plus(Duration.ofHours(2));
    assertThat(store.collect(List.of(kept.manifest()), later).files()).isEqualTo(2);
    store.materialise(kept.manifest(), folder.resolve("in"));
  }

  private StoredFiles importText(String path, String text) throws IOException {
    return store.importFrom(source(path, text.getBytes(UTF_8)), new ImportProgress());
  }

  private static Source source(String path, byte[] content) {
    return into -> into.add(path, new ByteArrayInputStream(content), false);
  }

  private List<Path> blobs() throws IOException {
    return filesBelow("blobs");
  }

  private List<Path> filesBelow(String part) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("store").resolve(part))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
