package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.options.StartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails when most parts are already running. */
class HalfwayStartTest {
  @TempDir Path folder;

  @Test
  void start_failingAtTheGateway_leavesNothingRunning_andTheNextOneWorks() throws Exception {
    Path usage = Files.writeString(folder.resolve("usage"), "a file where a folder should be");
    for (int tries = 0; tries < 3; tries++) {
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> new TestServer(folder))
          .withMessageContaining("usage");
      assertThat(threads()).isEmpty();
    }
    Files.delete(usage);
    try (TestServer server = new TestServer(folder)) {
      assertThat(server.get("/healthz").status()).isEqualTo(200);
    }
    assertThat(threads()).isEmpty();
  }

  /** Returns the threads of parts that hold resources, such as the journal and database files. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("arkwright-(writer|projection|tracking|deployments|usage)"))
        .toList();
  }
}
