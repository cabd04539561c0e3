package org.arkwright.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.protocol.Protocol;
import org.arkwright.worker.rank.ProcessStat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which process is taken for the worker of a folder, and when it is ended for its protocol. */
final class WorkerProcessTest {
  @TempDir Path folder;
  private Path home;
  private @Nullable Process worker;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(folder.resolve("worker"));
  }

  @AfterEach
  void end() {
    if (worker != null) {
      worker.destroyForcibly();
    }
  }

  @Test
  void ownRecord_isBelieved() throws Exception {
    WorkerProcess self = WorkerProcess.current("first", home);
    self.write(home);

    assertThat(WorkerProcess.running(home)).contains(self);
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(self.isAlive()).isTrue();
    assertThat(self.isCompatible()).isTrue();
    assertThat(self.isForeignTo(home)).isFalse();
  }

  @Test
  void folderWithoutARecord_orWithADamagedOne_hasNoWorker() throws Exception {
    assertThat(WorkerProcess.running(home)).isEmpty();
    Files.writeString(home.resolve("worker.json"), "");
    assertThat(WorkerProcess.running(home)).isEmpty();
  }

  @Test
  void processThatHasEnded_isTheLastButDoesNotRun() throws Exception {
    WorkerProcess self = WorkerProcess.current("first", home);
    WorkerProcess ended =
        new WorkerProcess(
            self.pid(),
            self.startTime() - 1,
            self.incarnation(),
            self.protocol(),
            self.boot(),
            self.folder());
    ended.write(home);

    assertThat(WorkerProcess.last(home)).contains(ended);
    assertThat(WorkerProcess.running(home)).isEmpty();
  }

  @Test
  void recordOfAnotherFolder_isForeign_andOneThatWasMovedIsNot() throws Exception {
    WorkerProcess self = WorkerProcess.current("first", home);
    self.write(home);
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Files.copy(home.resolve("worker.json"), copy.resolve("worker.json"));
    Path moved = Files.move(home, folder.resolve("moved"));

    assertThat(WorkerProcess.recorded(copy)).contains(self);
    assertThat(WorkerProcess.last(copy)).isEmpty();
    assertThat(WorkerProcess.last(moved)).contains(self);
  }

  @Test
  void recordFromBeforeBootsAndFoldersWereNoted_isBelieved() throws Exception {
    WorkerProcess self = WorkerProcess.current("first", home);
    WorkerProcess old =
        new WorkerProcess(
            self.pid(),
            self.startTime(),
            self.incarnation(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    old.write(home);

    assertThat(WorkerProcess.running(home)).contains(old);
    assertThat(old.isCompatible()).isFalse();
  }

  @Test
  void workerOfAnotherProtocol_isEnded_andOneOfThisProtocolIsNot() throws Exception {
    Process running = LockHolder.start(home);
    worker = running;

    speaking(running, Protocol.VERSION).write(home);
    WorkerProcess.endOutdated(home);
    assertThat(running.isAlive()).isTrue();

    speaking(running, Protocol.VERSION - 1).write(home);
    WorkerProcess.endOutdated(home);
    assertThat(LockHolder.ends(running)).isTrue();
  }

  @Test
  void outdatedRecord_ofAProcessThatHoldsNoLock_endsNothing() throws Exception {
    Process stranger = LockHolder.leader();
    worker = stranger;
    speaking(stranger, Protocol.VERSION - 1).write(home);

    WorkerProcess.endOutdated(home);
    Files.createFile(home.resolve(WorkerFolder.LOCK));
    WorkerProcess.endOutdated(home);

    assertThat(stranger.isAlive()).isTrue();
  }

  private WorkerProcess speaking(Process process, int protocol) throws IOException {
    WorkerProcess self = WorkerProcess.current("first", home);
    return new WorkerProcess(
        process.pid(),
        ProcessStat.of(process.pid()).orElseThrow().startTime(),
        self.incarnation(),
        Optional.of(protocol),
        self.boot(),
        self.folder());
  }
}
