package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is booked for the time in which no server was there. */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("kills")
class OutageBillTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration OUTAGE = Duration.ofSeconds(12);

  @TempDir private Path folder;

  @Test
  void rankThatEndsWhileTheServerIsDead_isBilledUntilItsEnd() throws Exception {
    try (TestHome site = TestHome.start(folder.resolve("home"))) {
      RetryingClient client = new RetryingClient(site);
      Path go = folder.resolve("go");
      String id =
          client.submit(
              """
              {"name": "short", "resources": {"cpus": 1},
               "command": ["sh", "-c", "while [ ! -e %s ]; do sleep 0.1; done"]}
              """
                  .formatted(go),
              "once");
      TestHome.await("the job runs", TIMEOUT, () -> state(client, id).equals("Running"));
      site.crashServer();
      Instant ended = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      Files.createFile(go);
      TimeUnit.MILLISECONDS.sleep(OUTAGE.toMillis());
      site.startServer();
      TestHome.await("the job is over", TIMEOUT, () -> state(client, id).equals("Succeeded"));

      JsonNode job = client.json("/api/v1/jobs/" + id);
      Instant finished = Instant.parse(job.path("finishedAt").asText());
      assertThat(finished).isBetween(ended, ended.plus(OUTAGE.dividedBy(2)));
      Duration ran = Duration.between(Instant.parse(job.path("startedAt").asText()), finished);
      TestHome.await(
          "the job is billed for what it ran",
          TIMEOUT,
          () -> Math.abs(client.posted("cpu-seconds") - ran.toSeconds()) <= 1);
      assertThat(client.json("/api/v1/usage").path("site").path("reconciles").asBoolean()).isTrue();
    }
  }

  private static String state(RetryingClient client, String id) {
    return client.json("/api/v1/jobs/" + id).path("state").asText();
  }
}
