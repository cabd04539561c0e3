package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real job on a real worker uses, and whether it is still known after a kill -9. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SamplesSurvivalTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path home;
  private TestHome site;
  private RetryingClient client;

  @BeforeEach
  void start() {
    home = folder.resolve("home");
    site = TestHome.start(home);
    client = new RetryingClient(site);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void samples_areSeenByTop_outliveAKillOfTheServer_andAreReadFromTheFileAfterTheEnd()
      throws Exception {
    Path go = folder.resolve("go");
    String id =
        client.submit(
            """
            {"name": "busy", "resources": {"cpus": 1},
             "command": ["sh", "-c", "i=0; while [ ! -e %s ]; do i=$((i + 1)); \
            if [ $((i %% 5000)) = 0 ]; then sleep 0.05; fi; done"]}
            """
                .formatted(go),
            "once");
    TestHome.await("four samples are there", TIMEOUT, () -> samples(id).size() >= 4);
    JsonNode use = top().path("jobs").path(0).path("use");
    assertThat(use.path("cpus").asDouble()).isBetween(0.01, 2.0);
    assertThat(use.path("memory").asLong()).isBetween(100_000L, 1L << 30);
    assertThat(top().path("nodes").path(0).path("use").path("cpus").asDouble()).isPositive();

    SortedMap<String, JsonNode> before = samples(id);
    assertThat(home.resolve("logs").resolve(id).resolve("1/samples.series"))
        .as("they are in the server's memory alone")
        .doesNotExist();
    site.killServer();
    TestHome.await(
        "later samples are there", TIMEOUT, () -> samples(id).tailMap(before.lastKey()).size() > 3);
    SortedMap<String, JsonNode> after = samples(id);
    // Two samples may be within one second, of which the second came later.
    assertThat(after).containsAllEntriesOf(before.headMap(before.lastKey()));
    assertThat(after).containsKey(before.lastKey());

    Files.createFile(go);
    TestHome.await(
        "the job is over", TIMEOUT, () -> job(id).path("state").asText().equals("Succeeded"));
    SortedMap<String, JsonNode> last = samples(id);
    assertThat(last.keySet()).containsAll(after.keySet());
    site.stopServer();
    assertThat(home.resolve("logs").resolve(id).resolve("1/samples.series")).isNotEmptyFile();
    site.startServer();
    SortedMap<String, JsonNode> read = samples(id);
    assertThat(read).containsAllEntriesOf(last.headMap(last.lastKey()));
    JsonNode summary = client.json("/api/v1/jobs/" + id + "/samples").path("summary");
    assertThat(summary.isEmpty()).isFalse();
    assertThat(top().path("jobs")).isEmpty();
  }

  private JsonNode job(String id) {
    return client.json("/api/v1/jobs/" + id);
  }

  /** The samples of a job by their times. */
  private SortedMap<String, JsonNode> samples(String id) {
    SortedMap<String, JsonNode> samples = new TreeMap<>();
    for (JsonNode each :
        client.json("/api/v1/jobs/" + id + "/samples?points=5000").path("samples")) {
      assertThat(samples.put(each.path("at").asText(), each)).isNull();
    }
    return samples;
  }

  private JsonNode top() throws Exception {
    List<String> command =
        TestHome.java("org.arkwright.cli.Main", "--home", home.toString(), "-o", "json", "top");
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return JSON.readTree(output);
  }
}
