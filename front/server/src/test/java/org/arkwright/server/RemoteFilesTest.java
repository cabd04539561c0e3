package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on workers that share no folder with their server. */
class RemoteFilesTest {
  @TempDir Path folder;
  private RemoteSite site;

  @BeforeEach
  void up() throws Exception {
    assumeTrue(RemoteSite.isPossible(), "needs the right to give a process a host name");
    site = new RemoteSite(folder);
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void job_readsInputs_andLeavesOutputsAndCheckpoints() throws Exception {
    byte[] large = randomFile("data/large.bin", 5_000_000);
    Files.writeString(folder.resolve("data/small.txt"), "hello\n");
    site.importFolder("words", folder.resolve("data"));
    RemoteSite.Worker worker = site.join("far-1");
    JobId job =
        site.submit(
            """
            name: copy
            script: |
              set -e
              cp "$ARKWRIGHT_INPUT_DATA"/large.bin "$ARKWRIGHT_OUTPUT_M"/weights
              tr a-z A-Z < "$ARKWRIGHT_INPUT_DATA"/small.txt > "$ARKWRIGHT_OUTPUT_M"/upper.txt
              echo 7 > "$ARKWRIGHT_CHECKPOINTS"/step
            resources: {cpus: 1}
            inputs: {data: dataset/words}
            outputs: {m: model/copy}
            """);
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    assertThat(site.file("model/copy/1", "weights")).isEqualTo(large);
    assertThat(site.file("model/copy/1", "upper.txt")).asString().isEqualTo("HELLO\n");
    assertThat(site.file("checkpoint/copy/1", "step")).asString().isEqualTo("7\n");
    assertThat(partials(worker.folder.resolve("artifacts/tmp"))).isEmpty();
    assertThat(partials(folder.resolve("server/artifacts/tmp"))).isEmpty();
  }

  @Test
  void manySmallFiles_comeTogether() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.createFile(folder.resolve("data/empty"));
    randomFile("data/large.bin", 300_000);
    for (int i = 0; i < 700; i++) {
      Files.writeString(folder.resolve("data/f" + i), "file " + i % 650 + "\n");
    }
    site.importFolder("words", folder.resolve("data"));
    try (BrokenLink link = new BrokenLink(site::url)) {
      site.join("far-1", link.url());
      JobId job =
          site.submit(
              """
              name: read
              script: |
                cd "$ARKWRIGHT_INPUT_DATA"
                for i in $(seq 0 699); do [ "$(cat f$i)" = "file $((i % 650))" ] || exit 3; done
                [ -e empty ] && [ ! -s empty ] && [ $(stat -L -c %s large.bin) = 300000 ]
              resources: {cpus: 1}
              inputs: {data: dataset/words}
              """);
      JsonNode end = site.await(job);
      assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
      // A request for each would be more than that in headers alone.
      assertThat(link.toServer.get()).isLessThan(120_000);
    }
  }

  @Test
  void gangOnTwoHosts_leavesOneVersionOfBothParts() throws Exception {
    site.join("far-1");
    site.join("far-2");
    RemoteSite.until("both joined", () -> nodes() == 2);
    JobId job =
        site.submit(
            """
            name: gang
            script: |
              echo "rank $RANK" > "$ARKWRIGHT_OUTPUT_M/shard-$RANK"
              echo same > "$ARKWRIGHT_OUTPUT_M/config"
            ranks: 2
            resources: {cpus: %s}
            outputs: {m: model/gang}
            """
                .formatted(moreThanHalfOfANode()));
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    assertThat(site.file("model/gang/1", "shard-0")).asString().isEqualTo("rank 0\n");
    assertThat(site.file("model/gang/1", "shard-1")).asString().isEqualTo("rank 1\n");
    assertThat(site.file("model/gang/1", "config")).asString().isEqualTo("same\n");
  }

  @Test
  void twoHostsThatWriteOnePath_failTheJobByThePathAndBothHosts() throws Exception {
    site.join("far-1");
    site.join("far-2");
    RemoteSite.until("both joined", () -> nodes() == 2);
    JobId job =
        site.submit(
            """
            name: gang
            script: echo "rank $RANK" > "$ARKWRIGHT_OUTPUT_M/weights"
            ranks: 2
            resources: {cpus: %s}
            outputs: {m: model/gang}
            """
                .formatted(moreThanHalfOfANode()));
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).isEqualTo("Failed");
    assertThat(end.toString()).contains("output 'm': 'weights'", "far-1", "far-2");
  }

  @Test
  void attemptOnAnotherHost_findsTheCheckpointsOfTheOneBefore() throws Exception {
    site.join("far-1");
    RemoteSite.until("it joined", () -> nodes() == 1);
    JobId job =
        site.submit(
            """
            name: train
            script: |
              cd "$ARKWRIGHT_CHECKPOINTS"
              if [ ! -e step ]; then
                echo 1 > step
                echo "$(hostname)" > first
                while [ ! -e %s ]; do sleep 0.05; done
                exit 3
              fi
              echo 2 > step
              cat step first > "$ARKWRIGHT_OUTPUT_M/found"
              hostname >> "$ARKWRIGHT_OUTPUT_M/found"
            resources: {cpus: %s}
            restart: {maxRestarts: 1}
            outputs: {m: model/m}
            """
                .formatted(folder.resolve("go"), moreThanHalfOfANode()));
    site.awaitState(job, "Running");
    // The next attempt fits nowhere else: the host of the first is taken when that ends.
    site.join("far-2");
    RemoteSite.until("both joined", () -> nodes() == 2);
    JobId other =
        site.submit(
            "{name: other, script: sleep 60, priority: 9, resources: {cpus: %s}}"
                .formatted(moreThanHalfOfANode()));
    site.awaitState(other, "Running");
    JobId waiting =
        site.submit(
            "{name: waiting, script: sleep 60, priority: 9, resources: {cpus: %s}}"
                .formatted(moreThanHalfOfANode()));
    Files.createFile(folder.resolve("go"));
    site.awaitState(waiting, "Running");
    site.cancel(other);
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    assertThat(site.file("model/m/1", "found")).asString().isEqualTo("2\nfar-1\nfar-2\n");
    site.cancel(waiting);
  }

  private int nodes() {
    try {
      return site.get("/api/v1/nodes").path("nodes").size();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int moreThanHalfOfANode() {
    return Runtime.getRuntime().availableProcessors() / 2 + 1;
  }

  private byte[] randomFile(String path, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(content);
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return content;
  }

  private static Stream<String> partials(Path temporary) throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("part-"))
          .toList()
          .stream();
    }
  }
}
