package org.arkwright.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker's folder keeps, and what of a copied one is dropped. */
final class WorkerFolderTest {
  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(folder.resolve("worker"));
  }

  @Test
  void identity_isTheSameInEveryRun_andMadeAnewWhereItIsBlank() throws Exception {
    String first = WorkerFolder.identity(home);

    assertThat(first).isNotBlank();
    assertThat(WorkerFolder.identity(home)).isEqualTo(first);

    Files.writeString(home.resolve("identity"), "\n");
    String second = WorkerFolder.identity(home);
    assertThat(second).isNotBlank().isNotEqualTo(first);
    assertThat(home.resolve("identity")).hasContent(second);
  }

  @Test
  void copiedFolder_losesTheRecordsOfTheOther_andKeepsItsLogs() throws Exception {
    fill(home);
    Path copy = Files.createDirectories(folder.resolve("copy"));
    fill(copy);
    WorkerProcess.current("first", home).write(copy);

    assertThat(WorkerFolder.dropForeign(copy)).isTrue();

    assertThat(copy.toFile().list())
        .containsExactlyInAnyOrder(WorkerFolder.LOCK, "worker.log", "worker.out");
    assertThat(WorkerFolder.dropForeign(copy)).isFalse();
  }

  @Test
  void ownFolder_andOneWithoutARecord_loseNothing() throws Exception {
    fill(home);
    assertThat(WorkerFolder.dropForeign(home)).isFalse();
    WorkerProcess.current("first", home).write(home);
    assertThat(WorkerFolder.dropForeign(home)).isFalse();

    assertThat(home.resolve("ranks/record")).exists();
    assertThat(home.resolve("identity")).exists();
  }

  @Test
  void folderThatNoWorkerUsed_tellsNothing() throws Exception {
    assertThat(WorkerFolder.read(home, "home").obeyed()).isEmpty();
    assertThat(WorkerFolder.read(home, "home").unfinished()).isEmpty();
  }

  private static void fill(Path home) throws IOException {
    Files.createDirectories(home.resolve("ranks"));
    Files.writeString(home.resolve("ranks/record"), "1 2\n");
    for (String file : new String[] {WorkerFolder.LOCK, "worker.log", "worker.out", "identity"}) {
      Files.writeString(home.resolve(file), file);
    }
  }
}
