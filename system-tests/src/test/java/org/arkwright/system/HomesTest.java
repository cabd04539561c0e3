package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Homes that are copied, moved, deleted or put back, while their jobs run. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HomesTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long LEASE_AND_MARGIN_MILLIS = 14_000;
  private static final int HELD = 3;
  private static final int JOURNAL = 5;

  @TempDir private Path folder;
  private Path home;
  private TestHome site;
  private RetryingClient client;

  @BeforeEach
  void start() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("site.yaml"), "lease: 10s\n");
    site = TestHome.start(home);
    client = new RetryingClient(site);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void copy_startedBesideTheOriginal_hasItsHistoryAndTouchesNothing() throws Exception {
    String job = submitHeld();
    ProcessHandle worker = site.worker().orElseThrow();
    ProcessHandle rank = rank();
    Path copied = folder.resolve("copied");
    run("cp", "-a", home.toString(), copied.toString());

    try (TestHome copy = TestHome.start(copied)) {
      copy.awaitReady();
      RetryingClient other = new RetryingClient(copy);

      assertThat(TestHome.outputOf(copied)).contains("This home is a copy of").contains("new site");
      assertThat(other.json("/api/v1/jobs/" + job).path("state").asText()).isEqualTo("Cancelled");
      TestHome.await("the copy has a worker", LONG, () -> copy.worker().isPresent());
      assertThat(copy.worker()).isNotEqualTo(site.worker());
      // Longer than a lease with its margin, after which a silent node is fenced.
      Thread.sleep(LEASE_AND_MARGIN_MILLIS);
      assertThat(TestHome.isGone(worker)).isFalse();
      assertThat(TestHome.isGone(rank)).isFalse();
      assertThat(client.json("/api/v1/jobs/" + job).path("state").asText()).isEqualTo("Running");
      assertThat(id(copied)).isNotEqualTo(id(home));
    }
  }

  @Test
  void stopRightAfterAStart_ranksOutliveTheLease_andAreTakenOver() throws Exception {
    String job = submitHeld();
    ProcessHandle rank = rank();
    site.stopServer();

    Thread.sleep(LEASE_AND_MARGIN_MILLIS);
    assertThat(TestHome.isGone(rank)).isFalse();
    site.startServer();
    site.awaitReady();
    assertThat(state(job)).isEqualTo("Running");
    assertThat(TestHome.isGone(rank)).isFalse();
  }

  @Test
  void bindMountedHome_isTheSame_andASecondServerOnItIsRefused() throws Exception {
    assumeTrue(canUnshare(), "skipped: only root may unshare the mount namespace");
    client.json("/api/v1/server");
    Path seen = Files.createDirectory(folder.resolve("seen"));

    Process second =
        new ProcessBuilder(TestHome.inNamespace(home, seen, Duration.ofSeconds(40)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("seen.out").toFile())
            .start();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(second.exitValue()).isEqualTo(HELD);
    assertThat(Files.readString(folder.resolve("seen.out")))
        .contains("held by process " + site.pid());
    assertThat(Files.readString(home.resolve("home.place"))).contains(home.toString());
  }

  @Test
  void movedHome_goesOn_asTheSameSite() throws Exception {
    client.json("/api/v1/server");
    String before = id(home);
    site.close();
    Path moved = Files.move(home, folder.resolve("moved"));

    try (TestHome there = TestHome.start(moved)) {
      there.awaitReady();
      assertThat(id(moved)).isEqualTo(before);
      assertThat(TestHome.outputOf(moved)).doesNotContain("copy of");
    }
  }

  @Test
  void deletedHome_serverWorkerAndRanksEnd() throws Exception {
    submitHeld();
    ProcessHandle worker = site.worker().orElseThrow();
    ProcessHandle rank = rank();

    run("rm", "-rf", home.toString());

    TestHome.await("the rank has ended", LONG, () -> TestHome.isGone(rank));
    TestHome.await("the worker has ended", LONG, () -> TestHome.isGone(worker));
    ProcessHandle server = ProcessHandle.of(site.pid()).orElse(worker);
    TestHome.await("the server has ended", LONG, () -> TestHome.isGone(server));
    assertThat(TestHome.outputOf(home)).contains("is gone: the server ends");
  }

  @Test
  void olderJournal_namesTheWorkerAhead_andStartsNothingUntilTold() throws Exception {
    client.json("/api/v1/server");
    site.stopServer();
    Path older = Files.createDirectory(folder.resolve("older"));
    for (String file : List.of("journal.db", "journal.db-wal")) {
      if (Files.exists(home.resolve(file))) {
        Files.copy(home.resolve(file), older.resolve(file));
      }
    }
    site.startServer();
    submitHeld();
    ProcessHandle rank = rank();
    site.stopServer();
    run("sh", "-c", "rm -f %1$s/journal.db*; cp %2$s/* %1$s/".formatted(home, older));

    Process refused = TestHome.spawn(home);
    assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).isEqualTo(JOURNAL);
    assertThat(TestHome.outputOf(home))
        .contains("although entry")
        .contains("has obeyed start 2 of this home, and the journal ends in start 1")
        .contains("--accept-journal");
    assertThat(TestHome.isGone(rank)).isFalse();

    site.startServer("--accept-journal", "yes");
    site.awaitReady();
    TestHome.await("what the journal does not know has ended", LONG, () -> TestHome.isGone(rank));
  }

  @Test
  void copyAtTheSamePath_inAnotherMountNamespace_leavesTheOriginalAlone() throws Exception {
    assumeTrue(canUnshare(), "skipped: only root may unshare the mount namespace");
    submitHeld();
    ProcessHandle worker = site.worker().orElseThrow();
    ProcessHandle rank = rank();
    Path copied = folder.resolve("copied");
    run("cp", "-a", home.toString(), copied.toString());

    Process inside =
        new ProcessBuilder(TestHome.inNamespace(copied, home, Duration.ofSeconds(20)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("inside.out").toFile())
            .start();
    assertThat(inside.waitFor(120, TimeUnit.SECONDS)).isTrue();

    assertThat(Files.readString(folder.resolve("inside.out"))).contains("This home is a copy of");
    assertThat(TestHome.isGone(worker)).isFalse();
    assertThat(TestHome.isGone(rank)).isFalse();
    assertThat(id(copied)).isNotEqualTo(id(home));
  }

  private static boolean canUnshare() throws Exception {
    return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
  }

  private String submitHeld() throws IOException {
    SelfCheckingJob job = new SelfCheckingJob(folder, "held", 100, "0.1");
    job.hold();
    String id = client.submit(job.spec(), job.name());
    TestHome.await("the job runs", LONG, () -> state(id).equals("Running"));
    return id;
  }

  private String state(String id) {
    JsonNode job = client.json("/api/v1/jobs/" + id);
    return job.path("state").asText();
  }

  private ProcessHandle rank() throws IOException {
    try (var records = Files.list(home.resolve("worker/ranks"))) {
      Path record =
          records.filter(file -> file.getFileName().toString().matches(".*\\.0")).findFirst().get();
      return ProcessHandle.of(
              Long.parseLong(Files.readString(record).replaceFirst(" .*", "").strip()))
          .orElseThrow();
    }
  }

  private static String id(Path home) throws IOException {
    return Files.readString(home.resolve("home.id")).strip();
  }

  private static void run(String... command) throws Exception {
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    assertThat(code).as(String.join(" ", command)).isZero();
  }
}
