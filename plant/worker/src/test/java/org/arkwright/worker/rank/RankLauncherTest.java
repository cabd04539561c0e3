package org.arkwright.worker.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.arkwright.worker.Launches;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.RankRecords.RankRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script alone, without a worker. */
final class RankLauncherTest {
  @TempDir Path folder;
  private RankRecords records;
  private Path permit;

  @BeforeEach
  void issuePermit() throws IOException {
    records = RankRecords.open(folder.resolve("ranks"));
    permit = records.issuePermit("this");
  }

  @Test
  void run_command_recordsItsProcessAndStatus() throws Exception {
    Process launcher = launch("", "sh", "-c", "echo $PPID > parent; exit 3");
    long pid = launcher.pid();
    launcher.waitFor();
    RankRecord record = record();
    assertThat(record.pid()).isEqualTo(pid);
    assertThat(record.startTime()).isPositive();
    assertThat(record.status()).hasValue(3);
    assertThat(folder.resolve("parent")).hasContent(Long.toString(pid));
  }

  @Test
  void run_signalledCommand_recordsTheSignal() throws Exception {
    launch("", "sh", "-c", "kill -ABRT $$").waitFor();
    assertThat(record().status()).hasValue(128 + 6);
  }

  @Test
  void run_revokedPermit_runsNothing() throws Exception {
    records.issuePermit("the next");
    launch("", "touch", "ran").waitFor();
    assertThat(folder.resolve("ran")).doesNotExist();
    assertThat(record().status()).hasValue(RankRecord.NOT_PERMITTED);
  }

  @Test
  void run_preamble_limitsTheCommandOnly() throws Exception {
    launch("ulimit -n 17", "sh", "-c", "ulimit -n > limit").waitFor();
    assertThat(folder.resolve("limit")).hasContent("17");
    assertThat(record().status()).hasValue(0);
  }

  @Test
  void run_askedToEnd_outlivesTheCommandToRecordItsStatus() throws Exception {
    Process launcher =
        launch("", "sh", "-c", "trap 'exit 5' TERM; : > ready; while :; do sleep 0.05; done");
    while (!Files.exists(folder.resolve("ready"))) {
      Thread.onSpinWait();
    }
    ProcessGroups.terminate(List.of(launcher.pid()));
    launcher.waitFor();
    assertThat(record().status()).hasValue(5);
  }

  @Test
  void run_stopRequestedBefore_runsNothing() throws Exception {
    records.preventStart(Launches.attempt(1), 0);
    launch("", "touch", "ran").waitFor();
    assertThat(folder.resolve("ran")).doesNotExist();
    assertThat(record().status()).hasValue(128 + 15);
  }

  private RankRecord record() throws IOException {
    return records.read(Launches.attempt(1), 0).orElseThrow();
  }

  private Process launch(String preamble, String... command) throws IOException {
    Path script = folder.resolve("launcher.sh");
    try (InputStream text =
        Objects.requireNonNull(RankSpawner.class.getResourceAsStream("launcher.sh"))) {
      Files.write(script, text.readAllBytes());
    }
    List<String> argv = new ArrayList<>(List.of("setsid", "/bin/sh", script.toString()));
    argv.add(records.file(Launches.attempt(1), 0).toString());
    argv.add(permit.toString());
    argv.add(preamble);
    argv.addAll(List.of(command));
    return new ProcessBuilder(argv).directory(folder.toFile()).inheritIO().start();
  }
}
