package org.arkwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.worker.rank.ProcessStat;
import org.arkwright.worker.spool.RankRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fence ends, what it leaves alone, and when it says that it is certain. */
final class WorkerFenceTest {
  @TempDir Path folder;
  private Path home;
  private RankRecords records;
  private Path permit;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(folder.resolve("worker"));
    records = RankRecords.open(home.resolve("ranks"));
    permit = records.issuePermit("first");
  }

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void workerAndItsRanks_areKilled_andItIsCertainOnlyOnceTheyHaveEnded() throws Exception {
    Process worker = started(LockHolder.start(home));
    Process one = rank(0);
    Process two = rank(1);
    record(worker, home).write(home);
    Files.writeString(home.resolve("spool"), "what the next worker reports");

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> WorkerFence.fence(home));
    assertThat(LockHolder.ends(worker)).isTrue();
    // The first call may have come before the worker had ended: its ranks are then still there.
    fenceOnceMore();
    assertThat(LockHolder.ends(one)).isTrue();
    assertThat(LockHolder.ends(two)).isTrue();
    assertThat(permit).doesNotExist();

    assertThatNoException().isThrownBy(() -> WorkerFence.fence(home));
    assertThat(home.resolve("spool")).hasContent("what the next worker reports");
  }

  @Test
  void workerThatEndedByItself_itsRanksAreKilled() throws Exception {
    Process worker = started(LockHolder.start(home));
    Process rank = rank(0);
    record(worker, home).write(home);
    worker.destroyForcibly();
    assertThat(LockHolder.ends(worker)).isTrue();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> WorkerFence.fence(home))
        .withMessageContaining("killed 1 ranks");

    assertThat(LockHolder.ends(rank)).isTrue();
    assertThatNoException().isThrownBy(() -> WorkerFence.fence(home));
  }

  @Test
  void rankWhosePidAnotherProcessHasNow_isNotKilled() throws Exception {
    Process worker = started(LockHolder.start(home));
    Process stranger = started(LockHolder.leader());
    Files.writeString(
        records.file(Launches.attempt(1), 0),
        "%d %d\n".formatted(stranger.pid(), startTime(stranger) - 1));
    record(worker, home).write(home);
    worker.destroyForcibly();
    assertThat(LockHolder.ends(worker)).isTrue();

    assertThatNoException().isThrownBy(() -> WorkerFence.fence(home));

    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void copyOfAnotherWorkersFolder_nothingOfThatWorkerIsKilled() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    Process worker = started(LockHolder.start(other));
    Process rank = rank(0);
    record(worker, other).write(home);

    assertThatNoException().isThrownBy(() -> WorkerFence.fence(home));

    assertThat(worker.isAlive()).isTrue();
    assertThat(rank.isAlive()).isTrue();
    assertThat(permit).doesNotExist();
  }

  @Test
  void workerOfAnEarlierBoot_whoeverHasItsNumbersNowIsNotKilled() throws Exception {
    Process stranger = started(LockHolder.leader());
    Process other = rank(0);
    WorkerProcess now = record(stranger, home);
    new WorkerProcess(
            now.pid(),
            now.startTime(),
            now.incarnation(),
            now.protocol(),
            Optional.of("an earlier boot"),
            now.folder())
        .write(home);

    assertThatNoException().isThrownBy(() -> WorkerFence.fence(home));

    assertThat(stranger.isAlive()).isTrue();
    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void recordOfAProcessThatDoesNotHoldTheLock_thatProcessIsNotKilled() throws Exception {
    Process stranger = started(LockHolder.leader());
    Files.createFile(home.resolve(WorkerFolder.LOCK));
    record(stranger, home).write(home);

    assertThatNoException().isThrownBy(() -> WorkerFence.fence(home));

    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void lockHeldByAWorkerWithoutARecord_itIsNotCertain_andItsRanksMayStillBeStarted()
      throws Exception {
    Process worker = started(LockHolder.start(home));
    Files.writeString(home.resolve("worker.json"), "{\"pid\":");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> WorkerFence.fence(home))
        .withMessageContaining("has not ended yet");

    assertThat(worker.isAlive()).isTrue();
    assertThat(permit).exists();
  }

  @Test
  void folderThatIsNotThere_isFenced() throws Exception {
    Path none = folder.resolve("never/was");

    assertThatNoException().isThrownBy(() -> WorkerFence.fence(none));

    assertThat(none.resolve(WorkerFolder.LOCK)).exists();
  }

  private void fenceOnceMore() {
    try {
      WorkerFence.fence(home);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("killed 2 ranks");
    }
  }

  /** Starts a process, and notes it as the launcher of a rank does. */
  private Process rank(int rank) throws IOException {
    Process process = started(LockHolder.leader());
    Files.writeString(
        records.file(Launches.attempt(1), rank),
        "%d %d\n".formatted(process.pid(), startTime(process)));
    return process;
  }

  /** What the worker of a home would write if it were that process. */
  private static WorkerProcess record(Process process, Path home) throws IOException {
    WorkerProcess self = WorkerProcess.current("first", home);
    return new WorkerProcess(
        process.pid(),
        startTime(process),
        self.incarnation(),
        self.protocol(),
        self.boot(),
        self.folder());
  }

  private static long startTime(Process process) {
    return ProcessStat.of(process.pid()).orElseThrow().startTime();
  }

  private Process started(Process process) {
    started.add(process);
    return process;
  }
}
