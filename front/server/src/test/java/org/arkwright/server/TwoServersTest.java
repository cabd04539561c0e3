package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.journal.PostgresServer;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second server on what a first one writes is refused, and the first is undisturbed. */
final class TwoServersTest {
  private static final String JOB = "{name: a, command: ['true'], resources: {cpus: 0.5}}";

  @TempDir private Path folder;

  @Test
  @Tag("postgresql")
  void oneDatabase_ofTwoHomes_isTheFirstOnes_whileItRunsAndAfterwards() throws Exception {
    Optional<Path> binaries = PostgresServer.installed();
    assumeTrue(binaries.isPresent(), "PostgreSQL is not installed: two servers are not tested");
    try (PostgresServer database = PostgresServer.start(binaries.get())) {
      JobId job;
      try (TestServer first = server("first", database)) {
        job = first.submit(JOB);
        first.awaitState(job, "Running");
        assertThatExceptionOfType(StartException.class)
            .isThrownBy(() -> server("second", database))
            .withMessageContaining("jdbc:postgresql://127.0.0.1")
            .withMessageContaining("already has a writer, another session of that database")
            .withMessageContaining("Stop that one first")
            .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.JOURNAL));
        first.engine.end(job, new RankExit.Exited(0));
        assertThat(first.await(job).path("state").asText()).isEqualTo("Succeeded");
      }
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> server("second", database))
          .withMessageContaining("it was last written by the home h-");
      try (TestServer again = server("first", database)) {
        assertThat(again.get("/api/v1/jobs/" + job).json().path("state").asText())
            .isEqualTo("Succeeded");
      }
    }
  }

  @Test
  void oneFile_ofTwoHomes_isTheFirstOnes() throws Exception {
    try (TestServer first = new TestServer(folder.resolve("first"))) {
      JobId job = first.submit(JOB);
      first.awaitState(job, "Running");
      Path other = folder.resolve("second");
      Files.createDirectories(other);
      // As on a disk that both see: the second home has a lock of its own, and the same journal.
      for (String file : new String[] {"journal.db", "journal.db.lock"}) {
        Files.createSymbolicLink(other.resolve(file), folder.resolve("first").resolve(file));
      }
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> new TestServer(other))
          .withMessageContaining("already has a writer, process " + ProcessHandle.current().pid())
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.JOURNAL));
      first.engine.end(job, new RankExit.Exited(0));
      assertThat(first.await(job).path("state").asText()).isEqualTo("Succeeded");
    }
  }

  private TestServer server(String home, PostgresServer database) throws StartException {
    return new TestServer(
        folder.resolve(home), false, Optional.empty(), Optional.of(database.url("postgres")));
  }
}
