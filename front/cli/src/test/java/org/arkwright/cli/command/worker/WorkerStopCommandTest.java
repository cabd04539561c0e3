package org.arkwright.cli.command.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.CommandShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker is stopped once, and nothing else is. */
final class WorkerStopCommandTest {
  @TempDir private Path folder;

  @Test
  void noWorker_isSaidToPeople_andToProgramsAsData() {
    CommandShell people = new CommandShell();
    assertThat(people.run("worker", "stop", "--folder", folder.toString())).isZero();
    assertThat(people.err()).contains("no worker runs with " + folder);

    CommandShell program = new CommandShell();
    assertThat(program.run("-o", "json", "worker", "stop", "--folder", folder.toString())).isZero();
    assertThat(program.out().replaceAll("\\s", "")).isEqualTo("{\"stopped\":false}");
  }

  @Test
  void worker_hasEndedWhenStopReturns_whateverItsCommandLine() throws Exception {
    Process worker = named(Optional.empty());

    assertThat(stopped()).isEqualTo("{\"stopped\":true}");

    assertThat(worker.waitFor(1, TimeUnit.SECONDS)).isTrue();
    assertThat(stopped()).isEqualTo("{\"stopped\":false}");
  }

  @Test
  void numberThatIsAnotherProcesssByNow_isLeftAlone() throws Exception {
    for (long start : new long[] {1, 0}) {
      Process other = named(Optional.of(start));
      try {
        assertThat(stopped()).isEqualTo("{\"stopped\":false}");
        assertThat(other.isAlive()).isTrue();
      } finally {
        other.destroy();
      }
    }
  }

  private String stopped() {
    CommandShell shell = new CommandShell();
    assertThat(shell.run("-o", "json", "worker", "stop", "--folder", folder.toString())).isZero();
    return shell.out().replaceAll("\\s", "");
  }

  /** Starts a process that the folder names as its worker, with its own start or the given one. */
  private Process named(Optional<Long> claimed) throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String own = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    Files.createDirectories(folder.resolve("worker"));
    Files.writeString(
        folder.resolve("worker/worker.json"),
        "{\"pid\": %d, \"startTime\": %s}"
            .formatted(process.pid(), claimed.map(String::valueOf).orElse(own)));
    return process;
  }
}
