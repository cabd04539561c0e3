package org.arkwright.worker.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ways of starting a session leader; spawn only if the C library has it. */
class SessionLeaderTest {
  private static final Map<String, String> VARIABLES =
      Map.of("PATH", System.getenv("PATH"), "GREETING", "grüß dich = = !");

  @TempDir private Path folder;
  private Path log;

  @BeforeEach
  void setUp() {
    log = folder.resolve("log");
  }

  @FunctionalInterface
  private interface Starter {
    SessionLeader start(
        List<String> argv, Map<String, String> environment, Path directory, Path log)
        throws IOException;
  }

  @Test
  void spawn_command_startsTheRequestedChild() throws Exception {
    Assumptions.assumeTrue(Posix.canSpawn(), "skipped: this C library has no suitable posix_spawn");
    startsTheRequestedChild(SessionLeader::spawn);
  }

  @Test
  void fork_command_startsTheRequestedChild() throws Exception {
    startsTheRequestedChild(SessionLeader::fork);
  }

  private void startsTheRequestedChild(Starter starter) throws Exception {
    Files.writeString(log, "before\n");
    try (FileChannel _ =
        FileChannel.open(
            folder.resolve("open"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      String text =
          "pwd; echo \"$GREETING\" \"$1\"; cat; echo warned >&2; ls /proc/self/fd | tr '\\n' ' ';"
              + " awk '/SigBlk/ {print $2}' /proc/self/status; exit 7";
      SessionLeader leader =
          starter.start(List.of("/bin/sh", "-c", text, "sh", "a b"), VARIABLES, folder, log);
      assertThat(leader.exit().join()).isEqualTo(7);
      assertThat(leader.isAlive()).isFalse();
    }
    assertThat(Files.readAllLines(log))
        .containsExactly(
            "before",
            folder.toRealPath().toString(),
            "grüß dich = = ! a b",
            "warned",
            "0 1 2 3 0000000000000000"); // 3 is the folder that ls reads
  }

  @Test
  void spawn_ended_reportsTheCpuTimeOfItAndItsChildren() throws Exception {
    Assumptions.assumeTrue(Posix.canSpawn(), "skipped: this C library has no suitable posix_spawn");
    String work = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
    SessionLeader leader =
        SessionLeader.spawn(
            List.of("/bin/sh", "-c", work + "; (" + work + "); times"), VARIABLES, folder, log);
    leader.exit().join();

    // The shell's line, then its children's, each with user and system time.
    double seconds = 0;
    for (String time : Files.readString(log).strip().split("\\s+", -1)) {
      String[] parts = time.replace("s", "").split("m", -1);
      seconds += 60 * Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
    }
    assertThat(seconds).isGreaterThan(0.01);
    assertThat(leader.cpuNanos().orElseThrow() / 1e9).isCloseTo(seconds, within(0.1));
  }

  @Test
  void spawn_immediateSignal_reachesTheWholeGroup() throws Exception {
    Assumptions.assumeTrue(Posix.canSpawn(), "skipped: this C library has no suitable posix_spawn");
    immediateSignalReachesTheGroup(SessionLeader::spawn);
  }

  @Test
  void fork_immediateSignal_reachesTheWholeGroup() throws Exception {
    immediateSignalReachesTheGroup(SessionLeader::fork);
  }

  private void immediateSignalReachesTheGroup(Starter starter) throws Exception {
    for (int i = 0; i < 50; i++) {
      SessionLeader leader = starter.start(List.of("/bin/sleep", "600"), VARIABLES, folder, log);
      ProcessGroups.terminate(List.of(leader.pid()));
      assertThat(leader.exit().join()).isEqualTo(128 + 15);
      assertThat(ProcessStat.of(leader.pid())).isEmpty();
    }
  }

  @Test
  void start_missingProgram_isReported() {
    assertThatThrownBy(() -> SessionLeader.start(List.of("/no/such"), VARIABLES, folder, log))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No such file");
  }

  @Test
  void start_nulInAnArgument_isRefused() {
    assertThatThrownBy(
            () -> SessionLeader.start(List.of("/bin/echo", "a\0b"), VARIABLES, folder, log))
        .isInstanceOf(IOException.class);
  }
}
