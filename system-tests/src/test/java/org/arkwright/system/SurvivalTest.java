package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Survival of a kill -9 of the server and the worker, alone, under load and in the middle of a job.
 */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SurvivalTest {
  private static final int JOBS = 500;
  private static final int SUBMITTERS = 4;
  private static final int KILLS = Integer.getInteger("arkwright.kills", 8);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(40);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(100);

  @TempDir private Path folder;
  private TestHome site;
  private RetryingClient client;

  @BeforeEach
  void start() {
    site = TestHome.start(folder.resolve("home"));
    client = new RetryingClient(site);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Tag("kills")
  @Test
  void load_serverAndWorkerKilledAtRandom_losesAndRepeatsNothing() throws Exception {
    long seed = Long.getLong("arkwright.seed", System.nanoTime());
    System.out.println("seed " + seed + ", repeat with -Darkwright.seed=" + seed);
    Map<String, SelfCheckingJob> acknowledged = new TreeMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ExecutorService submitters = Executors.newFixedThreadPool(SUBMITTERS)) {
      Future<List<?>> killed = threads.submit(() -> new Killer(site, new Random(seed)).kill(KILLS));
      Map<SelfCheckingJob, Future<String>> submissions = submit(submitters);
      for (Map.Entry<SelfCheckingJob, Future<String>> submission : submissions.entrySet()) {
        acknowledged.put(submission.getValue().get(), submission.getKey());
      }
      System.out.println("killed " + killed.get());
    }
    TestHome.await("all jobs are final", END_TIMEOUT, () -> queuedOrRunning().isEmpty());

    assertThat(acknowledged).hasSize(JOBS);
    assertThat(SelfCheckingJob.duplicateRuns(folder)).doesNotExist();
    assertThat(client.json("/api/v1/journal/verify").path("intact").asBoolean()).isTrue();
    JournalAccount journal = JournalAccount.of(client.text("/api/v1/journal/export"));
    assertThat(journal.finals().keySet()).isEqualTo(acknowledged.keySet());
    assertThat(journal.finals().values()).containsOnly(1);
    for (Map.Entry<String, SelfCheckingJob> job : acknowledged.entrySet()) {
      assertRanCorrectly(job.getKey(), job.getValue(), journal);
    }
  }

  @Test
  void running_serverKilled_reattachesWithCompleteLog() throws IOException {
    SelfCheckingJob job = heldJob();
    String id = submitAndAwaitOutput(job);
    ProcessHandle worker = site.worker().orElseThrow();

    site.killServer();

    assertThat(client.json("/api/v1/jobs/" + id).path("state").asText()).isEqualTo("Running");
    assertEndsInItsFirstAttempt(id, job);
    assertThat(site.worker()).contains(worker);
  }

  @Test
  void running_workerKilled_rankContinues() throws IOException {
    SelfCheckingJob job = heldJob();
    String id = submitAndAwaitOutput(job);
    ProcessHandle worker = site.worker().orElseThrow();

    site.killWorker();

    TestHome.await("another worker is running", START_TIMEOUT, () -> site.worker().isPresent());
    assertThat(site.worker()).isNotEqualTo(Optional.of(worker));
    assertEndsInItsFirstAttempt(id, job);
  }

  private Map<SelfCheckingJob, Future<String>> submit(ExecutorService submitters) {
    Map<SelfCheckingJob, Future<String>> submissions = new LinkedHashMap<>();
    for (int number = 0; number < JOBS; number++) {
      SelfCheckingJob job = new SelfCheckingJob(folder, "load-" + number, 15, "0.05");
      submissions.put(job, submitters.submit(() -> client.submit(job.spec(), job.name())));
    }
    return submissions;
  }

  private List<String> queuedOrRunning() {
    List<String> ids = new ArrayList<>();
    for (JsonNode job : client.json("/api/v1/jobs?limit=1000").path("jobs")) {
      if (!job.has("finishedAt")) {
        ids.add(job.path("id").asText());
      }
    }
    return ids;
  }

  private void assertRanCorrectly(String id, SelfCheckingJob job, JournalAccount journal)
      throws IOException {
    JsonNode view = client.json("/api/v1/jobs/" + id);
    int attempts = view.path("attempts").asInt();
    assertThat(view.path("state").asText()).as("%s", view).isEqualTo("Succeeded");
    assertThat(job.runs())
        .as("attempts of %s that ran, of %d", id, attempts)
        .doesNotHaveDuplicates()
        .isSorted()
        .isSubsetOf(journal.started().get(id))
        .containsAll(journal.ran().get(id))
        .noneMatch(journal.neverRan().getOrDefault(id, Collections.emptyNavigableSet())::contains)
        .endsWith(attempts);
    assertThat(client.text("/api/v1/jobs/" + id + "/logs?attempt=" + attempts))
        .as("log of %s", id)
        .isEqualTo(SelfCheckingJob.output(job.lines()));
  }

  private SelfCheckingJob heldJob() throws IOException {
    SelfCheckingJob job = new SelfCheckingJob(folder, "held", 100, "0.1");
    job.hold();
    return job;
  }

  private String submitAndAwaitOutput(SelfCheckingJob job) {
    String id = client.submit(job.spec(), job.name());
    TestHome.await(
        "the job is running and has printed something",
        START_TIMEOUT,
        () ->
            client.json("/api/v1/jobs/" + id).path("state").asText().equals("Running")
                && !client.text("/api/v1/jobs/" + id + "/logs").isEmpty());
    return id;
  }

  private void assertEndsInItsFirstAttempt(String id, SelfCheckingJob job) throws IOException {
    job.release();
    TestHome.await(
        "the job is final", END_TIMEOUT, () -> client.json("/api/v1/jobs/" + id).has("finishedAt"));
    JsonNode view = client.json("/api/v1/jobs/" + id);
    assertThat(view.path("state").asText()).as("%s", view).isEqualTo("Succeeded");
    assertThat(view.path("attempts").asInt()).isEqualTo(1);
    assertThat(job.runs()).containsExactly(1);
    String log = client.text("/api/v1/jobs/" + id + "/logs");
    assertThat(log.lines()).hasSizeGreaterThanOrEqualTo(job.lines());
    assertThat(log).isEqualTo(SelfCheckingJob.output(log.lines().count()));
  }
}
