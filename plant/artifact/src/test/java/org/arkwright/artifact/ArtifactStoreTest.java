package org.arkwright.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    for (String path : List.of("../x", "/etc/x", "a/../../x", "//b", "", "a\\..\\b", ".")) {
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
  void materialise_createsReadOnlyFiles_throughWhichNoBlobCanBeChanged() throws IOException {
    StoredFiles files =
        store.importFrom(
            into -> {
              into.add("sub/a.txt", new ByteArrayInputStream("hello".getBytes(UTF_8)), false);
              into.add("run.sh", new ByteArrayInputStream("exit".getBytes(UTF_8)), true);
            },
            new ImportProgress());
    Path target = folder.resolve("in");
    store.materialise(files.manifest(), target);
    assertThat(rights(target.resolve("sub/a.txt"))).isEqualTo("r--r--r--");
    assertThat(rights(target.resolve("run.sh"))).isEqualTo("r-xr-xr-x");
    for (Path file : List.of(target.resolve("sub/a.txt"), target.resolve("run.sh"))) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(file, "9999999");
    }
    store.materialise(files.manifest(), folder.resolve("again"));
    assertThat(folder.resolve("again/sub/a.txt")).hasContent("hello");
    assertThat(folder.resolve("again/run.sh")).hasContent("exit");
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void importFrom_contentOfADamagedBlob_healsIt() throws IOException {
    StoredFiles files = importText("a.txt", "hello");
    damage("hello", "hallo");
    assertThat(importText("other.txt", "hello")).isNotEqualTo(files);
    store.materialise(files.manifest(), folder.resolve("in"));
    assertThat(folder.resolve("in/a.txt")).hasContent("hello");
  }

  /** Whatever is in the place of a file: nothing waits for a pipe, and no link is followed. */
  @ParameterizedTest
  @ValueSource(strings = {"folder", "pipe", "link", "nothing"})
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void blobThatIsNoFile_isDamage_andStoringItAgainHealsIt(String what) throws Exception {
    StoredFiles files = importText("a.txt", "hello");
    Manifest.File file = store.manifest(files.manifest()).files().getFirst();
    Path blob = blob("hello");
    Files.delete(blob);
    switch (what) {
      case "folder" -> Files.createDirectories(blob.resolve("below"));
      case "pipe" ->
          assertThat(new ProcessBuilder("mkfifo", blob.toString()).start().waitFor()).isZero();
      case "link" ->
          Files.createSymbolicLink(blob, Files.writeString(folder.resolve("else"), "hello"));
      default -> {}
    }

    assertThatThrownBy(() -> store.open(file)).isInstanceOf(ArtifactException.class);
    assertThatThrownBy(() -> store.openIntact(file)).isInstanceOf(ArtifactException.class);
    assertThatThrownBy(() -> store.materialise(files.manifest(), folder.resolve("in")))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("a.txt: ");
    for (StoreCheck.Depth depth : StoreCheck.Depth.values()) {
      assertThat(store.check(List.of(files.manifest()), depth).damage())
          .extracting(StoreCheck.Damage::path)
          .containsExactly("a.txt");
    }
    importText("other.txt", "hello");
    store.materialise(files.manifest(), folder.resolve("again"));
    assertThat(folder.resolve("again/a.txt")).hasContent("hello");
  }

  @Test
  void read_blobDamagedAfterItWasVerified_isDetected() throws Exception {
    StoredFiles files = importText("a.txt", "hello");
    Manifest.File file = store.manifest(files.manifest()).files().getFirst();
    Thread.sleep(1_100); // until the store may remember what it has verified
    store.materialise(files.manifest(), folder.resolve("in"));
    store.openIntact(file).close();
    damage("hello", "hallo");
    assertThatThrownBy(() -> store.openIntact(file)).hasMessageContaining("damaged");
    assertThatThrownBy(() -> store.materialise(files.manifest(), folder.resolve("again")))
        .hasMessageContaining("damaged");
  }

  @Test
  void importFrom_filesThatAreAlsoFolders_isRefused() {
    for (List<String> paths : List.of(List.of("a", "a/b"), List.of("x/a/b", "x/a-", "x/a"))) {
      assertThatThrownBy(() -> importEmpty(paths))
          .hasMessageContaining("both as a file and as a folder");
    }
  }

  @Test
  void importFrom_namesThatLinuxAllows_areKept_andOthersRefusedByName() throws IOException {
    List<String> odd = List.of("line\nend", "back\\slash", "tab\there", " ", "é", "a".repeat(255));
    StoredFiles files = importEmpty(odd);
    assertThat(store.manifest(files.manifest()).files())
        .extracting(Manifest.File::path)
        .containsExactlyInAnyOrderElementsOf(odd);
    store.materialise(files.manifest(), folder.resolve("in"));
    assertThat(filesBelow("../in")).hasSize(odd.size());
    assertThatThrownBy(() -> importEmpty(List.of("caf\ufffd\n")))
        .hasMessageContaining("'caf\\ufffd\\u000a' is refused: it is not UTF-8");
    assertThatThrownBy(() -> importEmpty(List.of("a".repeat(256)))).hasMessageContaining("255");
  }

  @Test
  void importFrom_pickleBesideSafeWeights_isLeftOutAndNamed() throws IOException {
    ImportProgress progress = new ImportProgress();
    StoredFiles files =
        store.importFrom(
            into -> {
              into.add("training_args.bin", torchArchive(), false);
              into.add("model.safetensors", new ByteArrayInputStream(safetensors()), false);
              into.add("optimizer.pt", new ByteArrayInputStream(new byte[9]), false);
            },
            progress);
    assertThat(store.manifest(files.manifest()).files())
        .extracting(Manifest.File::path)
        .containsExactly("model.safetensors");
    assertThat(progress.leftOut())
        .hasSize(2)
        .anyMatch(text -> text.startsWith("training_args.bin: a pickle"))
        .anyMatch(text -> text.startsWith("optimizer.pt: a pickle"));
  }

  private static InputStream torchArchive() {
    return new ByteArrayInputStream("PK\3\4..........archive/data.pkl....".getBytes(UTF_8));
  }

  private static byte[] safetensors() {
    byte[] header =
        "{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}".getBytes(UTF_8);
    return ByteBuffer.allocate(8 + header.length + 1)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  @Test
  void importFrom_moreThanALimit_isRefusedWithTheSettingAndLeavesNothing() throws IOException {
    ImportLimits limits = new ImportLimits(new Bytes(10), 2, 200, 3, Duration.ofHours(1));
    assertThatThrownBy(
            () -> store.importFrom(source("a", new byte[11]), new ImportProgress(limits)))
        .hasMessageContaining("imports.bytes");
    assertThatThrownBy(() -> importEmpty(List.of("a", "b", "c"), limits))
        .hasMessageContaining("imports.files");
    assertThatThrownBy(() -> importEmpty(List.of("1/2/3/4"), limits))
        .hasMessageContaining("imports.depth");
    ImportLimits soon = new ImportLimits(new Bytes(10), 2, 200, 3, Duration.ZERO);
    assertThatThrownBy(() -> importEmpty(List.of("a"), soon)).hasMessageContaining("imports.time");
    assertThat(blobs()).isEmpty();
    assertThat(filesBelow("tmp")).isEmpty();
  }

  @Test
  void importFrom_stopped_endsWithTheReasonAndLeavesNothing() throws IOException {
    ImportProgress progress = new ImportProgress();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            progress.stop("it was stopped by ann");
            return 1;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            progress.stop("it was stopped by ann");
            return length;
          }
        };
    assertThatThrownBy(() -> store.importFrom(into -> into.add("f", endless, false), progress))
        .hasMessage("it was stopped by ann");
    assertThat(blobs()).isEmpty();
    assertThat(filesBelow("tmp")).isEmpty();
  }

  private StoredFiles importEmpty(List<String> paths) throws IOException {
    return importEmpty(paths, ImportLimits.DEFAULT);
  }

  private StoredFiles importEmpty(List<String> paths, ImportLimits limits) throws IOException {
    return store.importFrom(
        into -> {
          for (String path : paths) {
            into.add(path, InputStream.nullInputStream(), false);
          }
        },
        new ImportProgress(limits));
  }

  @Test
  void read_damagedBlob_isDetectedByEveryWayOfReading() throws IOException {
    StoredFiles files = importText("a.txt", "hello");
    Manifest.File file = store.manifest(files.manifest()).files().getFirst();
    damage("hello", "hallo");
    try (InputStream in = store.open(file)) {
      assertThatThrownBy(in::readAllBytes).hasMessageContaining("damaged");
    }
    assertThatThrownBy(() -> store.materialise(files.manifest(), folder.resolve("in")))
        .hasMessageContaining("damaged");
  }

  @Test
  void collect_whileSomethingIsBeingStored_sparesWhatItStored() throws Exception {
    Instant later = Instant.now().plus(Duration.ofHours(2));
    store.importFrom(
        into -> {
          importText("b.txt", "not registered yet");
          assertThat(store.collect(List.of(), List.of(), later).files()).isZero();
          into.add("a", InputStream.nullInputStream(), false);
        },
        new ImportProgress());
    assertThat(store.collect(List.of(), List.of(), later).files()).isEqualTo(4);
  }

  @Test
  void collect_keepsReferencedAndRecentBlobs_andRemovesTheRest() throws IOException {
    StoredFiles kept = importText("a.txt", "hello");
    importText("b.txt", "gone");
    assertThat(store.collect(List.of(kept.manifest()), List.of(), Instant.now()).files()).isZero();
    Instant later = Instant.now().plus(Duration.ofHours(2));
    assertThat(store.collect(List.of(kept.manifest()), List.of(), later).files()).isEqualTo(2);
    store.materialise(kept.manifest(), folder.resolve("in"));
  }

  private Path blob(String text) throws IOException {
    for (Path blob : blobs()) {
      if (Files.readString(blob).equals(text)) {
        return blob;
      }
    }
    throw new AssertionError(text);
  }

  private void damage(String before, String after) throws IOException {
    for (Path blob : blobs()) {
      if (Files.readString(blob).equals(before)) {
        Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(blob, after);
      }
    }
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
