package org.arkwright.worker.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.arkwright.model.id.AttemptId;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkSweepTest {
  private static final AttemptId OVER = Launches.attempt(1);
  private static final AttemptId LIVE = Launches.attempt(2);
  private static final Instant LIMIT = Instant.ofEpochSecond(1_000_000);
  private static final Instant LONG_AGO = LIMIT.minusSeconds(1);

  @TempDir private Path home;
  private Path work;

  @BeforeEach
  void create() throws IOException {
    work = Files.createDirectory(home.resolve("work"));
  }

  @Test
  void foldersOfAnAttemptThatIsOver_areRemoved_thoseOfALiveOneStay() throws IOException {
    for (AttemptId attempt : new AttemptId[] {OVER, LIVE}) {
      Files.createDirectories(MountFolders.of(work, attempt).resolve("out/model"));
      Files.writeString(folder(attempt).resolve(".arkwright-script"), "true");
      age(MountFolders.of(work, attempt), LONG_AGO);
      age(work.resolve(attempt.toString()), LONG_AGO);
    }

    assertThat(sweep()).isEqualTo(1);

    assertThat(work.toFile().list()).containsExactlyInAnyOrder(LIVE.toString(), LIVE + ".mounts");
  }

  @Test
  void fileThatTheJobLeft_stays() throws IOException {
    Path file = Files.writeString(folder(OVER).resolve("result.txt"), "42");
    age(file.resolveSibling("."), LONG_AGO);

    assertThat(sweep()).isZero();

    assertThat(file).hasContent("42");
  }

  @Test
  void folderThatChangedLately_isLeftToItsWorker() throws IOException {
    age(folder(OVER), LIMIT.plusSeconds(1));

    assertThat(sweep()).isZero();

    assertThat(folder(OVER)).exists();
  }

  @Test
  void folderOfNoAttempt_isLeftAlone() throws IOException {
    Path foreign = Files.createDirectory(work.resolve("notes.mounts"));
    age(foreign, LONG_AGO);

    assertThat(sweep()).isZero();

    assertThat(foreign).exists();
  }

  private int sweep() throws IOException {
    return new WorkSweep(
            work, new MountFolders(work, home.resolve("artifacts"), ArtifactTransfer.SHARED))
        .sweep(LIVE::equals, LIMIT);
  }

  private Path folder(AttemptId attempt) throws IOException {
    return Files.createDirectories(work.resolve(attempt.toString()));
  }

  private static void age(Path folder, Instant at) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(at));
  }
}
