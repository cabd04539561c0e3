package org.arkwright.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.artifact.StoredFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores whose processes are killed, whose disk is full, or that are used by many processes. */
final class StoreSurvivalTest {
  @TempDir Path folder;

  /** A process that imports its standard input as one file. */
  static final class Importer {
    private Importer() {}

    public static void main(String[] arguments) throws IOException {
      StoredFiles files =
          ArtifactStore.open(Path.of(arguments[0]))
              .importFrom(into -> into.add("big", System.in, false), new ImportProgress());
      System.out.println(files.manifest());
    }
  }

  @Test
  void importFrom_killedInTheMiddle_leavesNoBlobs_andTheNextSucceeds() throws Exception {
    Path store = folder.resolve("store");
    Process process = importer(store).start();
    process.getOutputStream().write(new byte[3 << 20]);
    process.getOutputStream().flush();
    await(() -> bytes(store.resolve("tmp")) >= 1 << 20);
    process.destroyForcibly().waitFor();

    assertThat(files(store.resolve("blobs"))).isEmpty();
    assertThat(bytes(store.resolve("tmp"))).isPositive();
    ArtifactStore again = ArtifactStore.open(store);
    StoredFiles files = again.importFrom(big(3 << 20), new ImportProgress());
    Instant later = Instant.now().plus(Duration.ofDays(2));
    assertThat(again.collect(List.of(files.manifest()), List.of(), later).files()).isEqualTo(1);
    assertThat(files(store.resolve("tmp"))).isEmpty();
    again.materialise(files.manifest(), folder.resolve("in"));
    assertThat(Files.size(folder.resolve("in/big"))).isEqualTo(3 << 20);
  }

  @Test
  void importFrom_sameFileByManyProcesses_isStoredOnce() throws Exception {
    Path store = folder.resolve("store");
    Path content = Files.write(folder.resolve("content"), new byte[8 << 20]);
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(importer(store).redirectInput(content.toFile()).start());
    }
    List<String> manifests = new ArrayList<>();
    for (Process importer : all) {
      manifests.add(
          new String(importer.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
      assertThat(importer.waitFor()).isZero();
    }

    assertThat(manifests).allMatch(manifests.getFirst()::equals);
    assertThat(files(store.resolve("blobs"))).hasSize(2);
    assertThat(files(store.resolve("tmp"))).isEmpty();
  }

  @Test
  void importFrom_onAFullDisk_fails_andSucceedsOnceThereIsSpace() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
        "skipped: only root can mount the small disk for this test");
    try {
      ArtifactStore store = ArtifactStore.open(disk.resolve("store"));
      StoredFiles small = store.importFrom(big(1 << 20), new ImportProgress());
      assertThatThrownBy(() -> store.importFrom(big(6 << 20), new ImportProgress()))
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("the disk of the store is full")
          .hasMessageContaining("arkwright gc");
      assertThat(files(disk.resolve("store/tmp"))).isEmpty();
      assertThat(files(disk.resolve("store/blobs"))).hasSize(2);
      store.materialise(small.manifest(), folder.resolve("in"));

      assertThat(run("mount", "-o", "remount,size=16m", disk.toString())).isTrue();
      store.importFrom(big(6 << 20), new ImportProgress());
      // The journal, which is often on the same disk, goes on.
      assertThatThrownBy(() -> store.importFrom(endless(disk), new ImportProgress()))
          .hasMessageContaining("the disk of the store is full");
      assertThat(files(disk.resolve("store/tmp"))).isEmpty();
    } finally {
      run("umount", disk.toString());
    }
  }

  /** A file without an end, which looks at the disk as it goes. */
  private static Source endless(Path disk) {
    InputStream bytes =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            assertThat(disk.toFile().getUsableSpace()).isPositive();
            return length;
          }
        };
    return into -> into.add("endless", bytes, false);
  }

  private static Source big(int size) {
    return into -> into.add("big", new java.io.ByteArrayInputStream(new byte[size]), false);
  }

  private static ProcessBuilder importer(Path store) {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Importer.class.getName(),
            store.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static boolean run(String... arguments) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(arguments)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /** A condition on files. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("timed out").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static long bytes(Path below) throws IOException {
    long bytes = 0;
    for (Path file : files(below)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static List<Path> files(Path below) throws IOException {
    if (!Files.exists(below)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
