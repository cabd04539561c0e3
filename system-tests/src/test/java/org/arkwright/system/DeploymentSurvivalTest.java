package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Survival of a kill -9 of the server while a deployment starts and while it is updated. */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("python")
class DeploymentSurvivalTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String PATH = "/api/v1/projects/default/deployments/echo";

  /** An HTTP server that records its start, so that a second start would show. */
  private static final String SERVER =
      """
      import http.server, os, sys
      print('version', sys.argv[1], flush=True)
      class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
          self.send_response(200); self.send_header('content-length', '0'); self.end_headers()
        def log_message(self, *words): pass
      server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[2])), Handler)
      with open(sys.argv[3], 'a') as starts: starts.write(sys.argv[1] + '\\n')
      server.serve_forever()
      """;

  @TempDir private Path folder;
  private TestHome site;
  private RetryingClient client;

  @BeforeEach
  void start() {
    assumeTrue(hasPython(), "there is no python3 to run the replica");
    site = TestHome.start(folder.resolve("home"));
    client = new RetryingClient(site);
  }

  @AfterEach
  void stop() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void startAndUpdate_serverKilled_continue() throws Exception {
    deploy("one");
    site.killServer();
    JsonNode ready = await("Ready");
    String first = ready.path("replicas").path(0).path("job").asText();

    site.killServer();
    JsonNode readyAgain = await("Ready");
    assertThat(readyAgain.path("replicas")).hasSize(1);
    assertThat(readyAgain.path("replicas").path(0).path("job").asText()).isEqualTo(first);
    assertThat(starts()).containsExactly("one");

    deploy("two");
    TestHome.await("the second version starts", TIMEOUT, () -> starts().contains("two"));
    site.killServer();
    JsonNode updated = await("Ready");
    assertThat(updated.path("replicas")).hasSize(1);
    assertThat(updated.path("replicas").path(0).path("job").asText()).isNotEqualTo(first);
    assertThat(starts()).containsExactly("one", "two");
    assertThat(client.text("/api/v1/jobs/" + first + "/wait?timeout=30s")).contains("Cancelled");

    client.change("POST", PATH + "/scale", "{\"replicas\": \"0\"}");
    TestHome.await(
        "no replica is left", TIMEOUT, () -> client.json(PATH).path("replicas").isEmpty());
    assertThat(client.json("/api/v1/journal/verify").path("intact").asBoolean()).isTrue();
    assertThat(client.text("/api/v1/journal/export")).doesNotContain("REPLICA_TOKEN");
  }

  @Test
  void crashLoop_isExplainedByTheLastLogLines() {
    client.change(
        "PUT",
        PATH,
        "{\"command\": [\"sh\", \"-c\", \"echo the weights are missing; exit 3\"],"
            + " \"resources\": {\"cpus\": 0.1}}");
    JsonNode failed = await("CrashLoop").path("replicas").path(0);
    assertThat(failed.path("cause").path("text").asText() + failed).contains("3");
    assertThat(failed.path("log").toString()).contains("the weights are missing");
  }

  private void deploy(String version) throws Exception {
    Path script = folder.resolve("replica.py");
    Files.writeString(script, SERVER);
    client.change(
        "PUT",
        PATH,
        ("{\"command\": [\"python3\", \"%s\", \"%s\", \"{port}\", \"%s\"],"
                + " \"resources\": {\"cpus\": 0.1}}")
            .formatted(script, version, folder.resolve("starts")));
  }

  private List<String> starts() {
    try {
      return Files.readAllLines(folder.resolve("starts"));
    } catch (IOException _) {
      return new ArrayList<>();
    }
  }

  private JsonNode await(String state) {
    TestHome.await(
        "the deployment is " + state,
        TIMEOUT,
        () -> client.json(PATH).path("state").asText().equals(state));
    return client.json(PATH);
  }

  private static boolean hasPython() {
    return Files.isExecutable(Path.of("/usr/bin/python3"));
  }
}
