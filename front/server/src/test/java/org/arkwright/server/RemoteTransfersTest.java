package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that break off, are damaged on their way, or do not fit. */
class RemoteTransfersTest {
  private static final int SIZE = 12_000_000;
  private static final String COPY =
      """
      name: copy
      script: cp "$ARKWRIGHT_INPUT_DATA"/large.bin "$ARKWRIGHT_OUTPUT_M"/weights
      resources: {cpus: 1}
      inputs: {data: dataset/words}
      outputs: {m: model/copy}
      """;

  @TempDir Path folder;
  private RemoteSite site;
  private BrokenLink link;
  private byte[] large;

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(RemoteSite.isPossible(), "needs the right to give a process a host name");
    large = new byte[SIZE];
    new SplittableRandom(7).nextBytes(large);
    Files.createDirectories(folder.resolve("data"));
    Files.write(folder.resolve("data/large.bin"), large);
  }

  @AfterEach
  void close() throws IOException {
    if (site != null) {
      site.close();
    }
    if (link != null) {
      link.close();
    }
  }

  private RemoteSite.Worker up(String settings) throws Exception {
    Files.createDirectories(folder.resolve("server"));
    Files.writeString(folder.resolve("server/site.yaml"), settings);
    site = new RemoteSite(folder);
    site.importFolder("words", folder.resolve("data"));
    link = new BrokenLink(site::url);
    return site.join("far-1", link.url());
  }

  @Test
  void workerKilledWhileItFetches_goesOnWhereItEnded() throws Exception {
    RemoteSite.Worker worker = up("transfers: {perWorker: 3MiB}");
    JobId job = site.submit(COPY);
    Path temporary = worker.folder.resolve("artifacts/tmp");
    RemoteSite.until("a part has arrived", () -> partial(temporary, "part-fetch") > SIZE / 3);
    assertThat(site.view(job).path("transfers").toString())
        .contains("\"direction\":\"inputs\"", "\"totalBytes\":" + SIZE);
    worker.kill();
    long arrived = partial(temporary, "part-fetch");
    long sent = link.toWorker.get();
    worker.start();
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    assertThat(site.file("model/copy/1", "weights")).isEqualTo(large);
    assertThat(link.toWorker.get() - sent).isLessThan(SIZE - arrived + SIZE / 6);
  }

  @Test
  void serverAndWorkerKilledWhileItDelivers_goOnWhereTheyEnded() throws Exception {
    RemoteSite.Worker worker = up("transfers: {perWorker: 3MiB}");
    JobId job =
        site.submit(
            """
            name: make
            script: |
              head -c 12000000 /dev/urandom > "$ARKWRIGHT_OUTPUT_M/weights"
              sha256sum < "$ARKWRIGHT_OUTPUT_M/weights"
            resources: {cpus: 1}
            outputs: {m: model/copy}
            """);
    Path temporary = folder.resolve("server/artifacts/tmp");
    RemoteSite.until("a part has arrived", () -> partial(temporary, "part-") > SIZE / 4);
    site.down();
    site.up();
    worker.redirect(link.url());
    long first = partial(temporary, "part-");
    RemoteSite.until("more has arrived", () -> partial(temporary, "part-") > first + SIZE / 8);
    worker.kill();
    worker.start();
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    assertThat(end.path("attempts").asInt()).isEqualTo(1);
    assertThat(site.file("model/copy/1", "weights")).hasSize(SIZE);
    assertThat(link.toServer.get()).isLessThan(SIZE + 5 * (SIZE / 8));
  }

  @Test
  void damagedByte_isFound_andTheFileFetchedAgain() throws Exception {
    RemoteSite.Worker worker = up("maxLosses: 0");
    link.damageEach = SIZE / 2;
    link.damages.set(1);
    JsonNode end = site.await(site.submit(COPY));
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    assertThat(site.file("model/copy/1", "weights")).isEqualTo(large);
    assertThat(Files.readString(worker.folder.resolve("worker/worker.log")))
        .contains("it was damaged on its way");
  }

  @Test
  void fileThatIsAlwaysDamaged_neverStartsTheJob_andSaysSo() throws Exception {
    up("maxLosses: 0");
    link.damageEach = SIZE / 2;
    link.damages.set(1000);
    JsonNode end = site.await(site.submit(COPY));
    assertThat(end.path("state").asText()).isEqualTo("Failed");
    assertThat(end.toString()).contains("fetching the file", "damaged on its way");
  }

  @Test
  void fullDisk_neverStartsTheJob_andSaysHowMuchIsMissing() throws Exception {
    Path small = Files.createDirectories(folder.resolve("far-1"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", small.toString()) == 0);
    try {
      up("maxLosses: 0");
      JsonNode end = site.await(site.submit(COPY));
      assertThat(end.path("state").asText()).isEqualTo("Failed");
      assertThat(end.toString())
          .contains("the disk of this node is full", "11.4 MiB to fetch", "are free at")
          .contains("losses");
      site.close();
      site = null;
    } finally {
      assertThat(run("umount", "-l", small.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }

  /** The size of the file that arrives under a name beginning so; 0 if there is none. */
  private static long partial(Path temporary, String prefix) {
    try (Stream<Path> files = Files.list(temporary)) {
      long size = 0;
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(prefix)) {
          size = Math.max(size, Files.size(file));
        }
      }
      return size;
    } catch (NoSuchFileException _) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
