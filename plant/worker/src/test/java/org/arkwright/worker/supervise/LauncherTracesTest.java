package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.worker.Launches;
import org.arkwright.worker.rank.ProcessGroups;
import org.arkwright.worker.rank.ProcessStat;
import org.arkwright.worker.rank.RankProcess;
import org.arkwright.worker.spool.RankRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a launcher that has ended, and what of its group is ended with it. */
@Timeout(60)
final class LauncherTracesTest {
  @TempDir Path folder;
  private final SupervisedRank rank = new SupervisedAttempt(Launches.launch(1, 1)).ranks.getFirst();
  private final List<Process> parents = new ArrayList<>();
  private final List<Long> groups = new ArrayList<>();
  private RankRecords records;
  private LauncherTraces traces;

  /** A launcher, whose parent does not hear of its end, and a process of its group. */
  private record Launched(RankProcess.Adopted launcher, long member) {
    boolean memberLives() {
      return ProcessStat.of(member).filter(stat -> !stat.hasEnded()).isPresent();
    }
  }

  @BeforeEach
  void open() throws IOException {
    records = RankRecords.open(folder.resolve("ranks"));
    traces = new LauncherTraces(records);
  }

  @AfterEach
  void endAll() throws IOException {
    ProcessGroups.kill(groups);
    parents.forEach(Process::destroyForcibly);
  }

  @Test
  void launcherThatWasKilledAlone_takesItsGroupWithIt() throws Exception {
    Launched launched = launched("sleep 300");
    kill(launched.launcher.pid());

    LauncherTraces.End end = traces.afterEnd(rank, launched.launcher);

    assertThat(end).isEqualTo(new LauncherTraces.End(Optional.empty(), true));
    awaitEnd(launched.member);
  }

  @Test
  void launcherThatWasKilledWithItsGroup_wasNotAlone() throws Exception {
    Launched launched = launched("sleep 300");
    ProcessGroups.kill(List.of(launched.launcher.pid()));
    awaitEnd(launched.launcher.pid());

    assertThat(traces.afterEnd(rank, launched.launcher).alone()).isFalse();
  }

  @Test
  void launcherThatNotedItsEnd_leavesItsBackgroundAlone() throws Exception {
    Launched launched = launched("sleep 300");
    record(launched, "0\n");
    kill(launched.launcher.pid());

    LauncherTraces.End end = traces.afterEnd(rank, launched.launcher);

    assertThat(end.record().orElseThrow().status()).hasValue(0);
    assertThat(launched.memberLives()).isTrue();
  }

  @Test
  void launcherThatNotedOnlyItsBegin_isEndedWithItsGroup() throws Exception {
    Launched launched = launched("sleep 300");
    record(launched, "");
    kill(launched.launcher.pid());

    LauncherTraces.End end = traces.afterEnd(rank, launched.launcher);

    assertThat(end.record().orElseThrow().status()).isEmpty();
    assertThat(end.alone()).isTrue();
    awaitEnd(launched.member);
  }

  @Test
  void groupOfAnotherProcessThatHasTheNumberNow_isLeftAlone() throws Exception {
    Launched stranger = launched("sleep 300");

    var _ =
        traces.afterEnd(
            rank,
            new RankProcess.Adopted(stranger.launcher.pid(), stranger.launcher.startTime() - 1));
    kill(stranger.launcher.pid());
    var _ =
        traces.afterEnd(
            rank,
            new RankProcess.Adopted(stranger.launcher.pid(), stranger.launcher.startTime() - 1));

    assertThat(stranger.memberLives()).isTrue();
  }

  @Test
  void endThatNobodySaw_isTheLaunchersWord_orElseTheLastSignOfAWorker() throws Exception {
    assertThat(traces.endBefore(rank, Optional.empty())).isEmpty();
    assertThat(traces.endBefore(rank, Optional.of(7L))).contains(NotedEnd.at(7));
    Launched launched = launched("sleep 300");
    record(launched, "");
    assertThat(traces.endBefore(rank, Optional.of(7L))).contains(NotedEnd.at(7));

    record(launched, "0\n");

    assertThat(traces.endBefore(rank, Optional.of(7L)).orElseThrow())
        .isEqualTo(NotedEnd.at(records.endedNanos(Launches.attempt(1), 0).orElseThrow()));
  }

  /** The launcher's parent becomes a program that hears of no children. */
  private Launched launched(String member) throws IOException {
    Process parent =
        new ProcessBuilder(
                "sh",
                "-c",
                "setsid sh -c '%s & echo $$ $!; wait; :' & exec sleep 300".formatted(member))
            .start();
    parents.add(parent);
    try (BufferedReader said = parent.inputReader()) {
      String[] pids = said.readLine().split(" ", -1);
      long launcher = Long.parseLong(pids[0]);
      groups.add(launcher);
      return new Launched(
          new RankProcess.Adopted(launcher, ProcessStat.of(launcher).orElseThrow().startTime()),
          Long.parseLong(pids[1]));
    }
  }

  private void record(Launched launched, String status) throws IOException {
    Files.writeString(
        records.file(Launches.attempt(1), 0),
        "%d %d\n%s".formatted(launched.launcher.pid(), launched.launcher.startTime(), status));
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    awaitEnd(pid);
  }

  private static void awaitEnd(long pid) {
    while (ProcessStat.of(pid).filter(stat -> !stat.hasEnded()).isPresent()) {
      Thread.onSpinWait();
    }
  }
}
