package org.arkwright.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeWorkersTest {
  @TempDir private Path home;

  @Test
  void workerThatLivesOn_isFound_ofAnySite() throws IOException {
    long pid = ProcessHandle.current().pid();
    write("worker-east", "{\"pid\": %d, \"startTime\": %d}".formatted(pid, start(pid)));
    Files.writeString(home.resolve("worker.token"), "secret");

    assertThat(HomeWorkers.running(home)).extracting(ServerPid::pid).containsExactly(pid);
  }

  @Test
  void processThatGotTheNumberLater_isNone() throws IOException {
    long pid = ProcessHandle.current().pid();
    write("worker", "{\"pid\": %d, \"startTime\": %d}".formatted(pid, start(pid) - 1));

    assertThat(HomeWorkers.running(home)).isEmpty();
  }

  @Test
  void recordThatIsBeingWritten_isNone() throws IOException {
    write("worker", "{\"pid\": ");

    assertThat(HomeWorkers.running(home)).isEmpty();
  }

  private void write(String folder, String json) throws IOException {
    Files.writeString(Files.createDirectories(home.resolve(folder)).resolve("worker.json"), json);
  }

  private static long start(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
  }
}
