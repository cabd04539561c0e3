package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.ranklog.RankLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ranks write on hosts that share no folder with their server. */
class RemoteLogsTest {
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
  void output_isCompleteWhenTheEndIsReported_andGoneFromTheHostLater() throws Exception {
    RemoteSite.Worker worker = site.join("far-1");
    JobId job =
        site.submit(
            """
            name: talk
            script: |
              for i in $(seq 1 20000); do echo "line $i of what a rank says"; done
              echo last
            resources: {cpus: 1}
            """);
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    String expected =
        IntStream.rangeClosed(1, 20_000)
            .mapToObj("line %d of what a rank says\n"::formatted)
            .collect(Collectors.joining("", "", "last\n"));
    assertThat(log(job)).isEqualTo(expected);
    assertThat(Files.readString(times(job))).matches("(\\d+ \\d+\n)+");
    RemoteSite.until(
        "the host has forgotten it",
        () -> !Files.exists(worker.folder.resolve("logs").resolve(job.toString())));
  }

  @Test
  void output_isThereWhileTheRankRuns_andOverDeathsOfWorkerAndServer() throws Exception {
    RemoteSite.Worker worker = site.join("far-1");
    Path go = folder.resolve("go");
    JobId job =
        site.submit(
            """
            name: talk
            script: |
              i=0
              while [ ! -e %s ]; do i=$((i+1)); echo "line $i"; sleep 0.02; done
              echo last
            resources: {cpus: 1}
            """
                .formatted(go));
    RemoteSite.until("its first lines are there", () -> log(job).contains("line 5\n"));
    worker.kill();
    long before = log(job).length();
    worker.start();
    RemoteSite.until("a new worker goes on", () -> log(job).length() > before);
    site.down();
    site.up();
    long later = log(job).length();
    RemoteSite.until("a new server goes on", () -> log(job).length() > later);
    Files.createFile(go);
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    String text = log(job);
    long lines = text.lines().count() - 1;
    assertThat(text)
        .isEqualTo(
            IntStream.rangeClosed(1, (int) lines)
                .mapToObj("line %d\n"::formatted)
                .collect(Collectors.joining("", "", "last\n")));
  }

  @Test
  void programThatDoesNotExist_saysSoInTheServersLog() throws Exception {
    site.join("far-1");
    JobId job = site.submit("{name: none, command: [no-such-program], resources: {cpus: 1}}");
    assertThat(site.await(job).path("state").asText()).isEqualTo("Failed");
    assertThat(log(job)).contains("no-such-program");
  }

  @Test
  void outputBeyondTheBound_isDroppedOnBothSides() throws Exception {
    site.join("far-1", site.url().toString(), "--log-max", "65536");
    JobId job =
        site.submit(
            """
            name: flood
            script: |
              yes "0123456789" | head -c 2999997
              sleep 2
              echo last
            resources: {cpus: 1}
            """);
    assertThat(site.await(job).path("state").asText()).isEqualTo("Succeeded");
    assertThat(Files.size(file(job))).isEqualTo(3_000_002);
    String text = log(job);
    assertThat(text.substring(text.length() - 16)).isEqualTo("0123456789\nlast\n");
    assertThat(RankLogs.droppedBytes(file(job))).isPositive();
  }

  @Test
  void followedOutput_comesByOneChannel_whole_overLinksThatBreak() throws Exception {
    Path go = folder.resolve("go");
    try (BrokenLink link = new BrokenLink(site::url)) {
      site.join("far-1", link.url());
      JobId job =
          site.submit(
              """
              name: talk
              script: |
                i=0
                while [ ! -e %s ]; do i=$((i+1)); printf '%%01000d\\n' $i; sleep 0.01; done
              resources: {cpus: 1}
              """
                  .formatted(go));
      List<CompletableFuture<String>> followers =
          List.of(followed(job), followed(job), followed(job));
      for (int cut = 0; cut < 3; cut++) {
        RemoteSite.until("one channel brings it", () -> site.channels() == 1);
        long before = log(job).length();
        RemoteSite.until("it grows", () -> log(job).length() > before + 20_000);
        link.cut();
      }
      long sent = link.toServer.get();
      long stored = log(job).length();
      RemoteSite.until("it grows", () -> log(job).length() > stored + 100_000);
      long more = link.toServer.get() - sent;
      Files.createFile(go);
      assertThat(site.await(job).path("state").asText()).isEqualTo("Succeeded");
      String text = log(job);
      assertThat(more).as("what the link carried of it").isLessThan(180_000);
      assertThat(text)
          .isEqualTo(
              IntStream.rangeClosed(1, text.length() / 1001)
                  .mapToObj("%01000d\n"::formatted)
                  .collect(Collectors.joining()));
      for (CompletableFuture<String> follower : followers) {
        assertThat(follower.get(30, TimeUnit.SECONDS)).isEqualTo(text);
      }
      RemoteSite.until("no channel is left", () -> site.channels() == 0);
    }
  }

  private CompletableFuture<String> followed(JobId job) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return site.follow(job);
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        Thread::startVirtualThread);
  }

  private Path file(JobId job) {
    return new RankLogs(site.logs()).file(new AttemptId(job, 1), 0);
  }

  private Path times(JobId job) {
    return new RankLogs(site.logs()).times(new AttemptId(job, 1), 0);
  }

  private String log(JobId job) {
    try {
      return Files.readString(file(job));
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
