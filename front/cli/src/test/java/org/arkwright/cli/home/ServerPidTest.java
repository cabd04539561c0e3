package org.arkwright.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whether a server's process still runs. */
class ServerPidTest {
  @Test
  void isAlive_processThatEndedAndNobodyWaitedFor_isFalse() throws Exception {
    // A shell's child, beside which it becomes another program, is waited for by nobody.
    Process parent =
        new ProcessBuilder("/bin/sh", "-c", "sleep 0.3 & echo $!; exec sleep 60").start();
    try (BufferedReader out = parent.inputReader()) {
      long pid = Long.parseLong(out.readLine());
      awaitZombie(pid);

      assertThat(new ServerPid(pid, 0).isAlive()).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void isAlive_ownProcess_isTrueUnlessItStartedAtAnotherTime() {
    long pid = ProcessHandle.current().pid();

    assertThat(new ServerPid(pid, 0).isAlive()).isTrue();
    assertThat(new ServerPid(pid, 1).isAlive()).isFalse();
  }

  private static void awaitZombie(long pid) throws IOException, InterruptedException {
    while (!Files.readString(Path.of("/proc", Long.toString(pid), "stat")).contains(") Z ")) {
      Thread.sleep(10);
    }
  }
}
