package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.ranklog.RankLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host whose disk is filled by what its ranks write: their jobs are told, and the host goes on.
 */
class FullNodeDiskTest {
  @TempDir Path folder;
  private Path disk;
  private boolean mounted;
  private RemoteSite site;
  private RemoteSite.Worker worker;

  @BeforeEach
  void up() throws Exception {
    assumeTrue(RemoteSite.isPossible(), "needs the right to give a process a host name");
    disk = Files.createDirectories(folder.resolve("far-1"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()) == 0;
    assumeTrue(mounted, "needs the right to mount a small disk");
    Files.createDirectories(folder.resolve("server"));
    Files.writeString(folder.resolve("server/site.yaml"), "maxLosses: 0");
    site = new RemoteSite(folder);
    worker = site.join("far-1");
  }

  @AfterEach
  void close() throws Exception {
    if (site != null) {
      site.close();
    }
    if (mounted) {
      assertThat(run("umount", "-l", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }

  @Test
  void logsThatFillIt_endTheirJobWithItsOwnCode_andWhatWasWrittenIsKept() throws Exception {
    JobId job =
        site.submit(
            """
            name: talk
            script: |
              echo begin
              tr '\\0' x < /dev/zero
              exit 7
            resources: {cpus: 1}
            """);
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Failed");
    assertThat(end.toString()).as("its own code").contains("\"exitCode\":7");
    Path log = new RankLogs(site.logs()).file(new AttemptId(job, 1), 0);
    assertThat(Files.readString(log)).startsWith("begin\nxxx").hasSizeGreaterThan(1 << 20);
    goesOn();
  }

  @Test
  void outputsThatFillIt_endTheirJobWithItsOwnCode() throws Exception {
    JobId job =
        site.submit(
            """
            name: make
            script: |
              echo begin
              cat /dev/zero > "$ARKWRIGHT_OUTPUT_M/weights" || exit 9
            resources: {cpus: 1}
            outputs: {m: model/make}
            """);
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Failed");
    assertThat(end.toString()).contains("\"exitCode\":9");
    goesOn();
  }

  @Test
  void outputsThatAreThere_andCannotBeStored_areALossOfTheNode_whichSaysWhy() throws Exception {
    JobId job =
        site.submit(
            """
            name: make
            script: |
              head -c 9000000 /dev/urandom > "$ARKWRIGHT_OUTPUT_M/weights"
              head -c 9000000 /dev/urandom > "$ARKWRIGHT_OUTPUT_M/more"
              cat /dev/zero > filling
              exit 0
            resources: {cpus: 1}
            outputs: {m: model/make}
            """);
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Failed");
    assertThat(end.toString())
        .contains("the disk of this node is full: no room for output 'm' at")
        .contains("losses")
        .doesNotContain("arkwright gc");
    try (Stream<Path> files = Files.walk(disk)) {
      // Files that a job left in its working folder stay.
      Files.delete(files.filter(file -> file.endsWith("filling")).findFirst().orElseThrow());
    }
    goesOn();
  }

  /** The host takes work once there is room: what its attempts left is gone with them. */
  private void goesOn() throws Exception {
    JobId next = site.submit("name: next\nscript: echo complete\nresources: {cpus: 1}");
    JsonNode end = site.await(next);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    assertThat(Files.readString(new RankLogs(site.logs()).file(new AttemptId(next, 1), 0)))
        .isEqualTo("complete\n");
    assertThat(site.get("/api/v1/nodes/far-1").path("state").asText()).isEqualTo("Live");
    assertThat(Files.readString(worker.folder.resolve("worker/worker.log"))).isNotEmpty();
  }
}
