package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server with two sites on this machine: home, and a more expensive local partition. */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralSitesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String SETTINGS =
      """
      prices: {cpuHour: 1, gibibyteHour: 0}
      waitCost: 100
      waitCosts: {patient: 0}
      sites:
        cloud:
          prices: {cpuHour: 3}
          transfer: {gibibyte: 100000, perSecond: 1 MiB}
          local: {cpus: 2, memory: 1 GiB}
      """;

  @TempDir private Path folder;
  private Optional<TestHome> site = Optional.empty();

  @AfterEach
  void stop() {
    site.ifPresent(TestHome::close);
  }

  @Test
  void jobs_runWhereTheyCostLeast_andAreBilledThere() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("site.yaml"), SETTINGS);
    TestHome running = TestHome.start(home);
    site = Optional.of(running);
    RetryingClient client = new RetryingClient(running);
    TestHome.await(
        "both nodes are there",
        TIMEOUT,
        () -> client.json("/api/v1/nodes").path("nodes").size() == 2);

    String holder = client.submit(job("holder", "default", "sleep 600", "10m", ""), "1");
    awaitState(client, holder, "Running");
    String hasty = client.submit(job("hasty", "default", "echo there", "5s", ""), "2");
    String patient = client.submit(job("patient", "patient", "echo late", "5s", ""), "3");
    awaitState(client, hasty, "Succeeded");

    assertThat(client.json("/api/v1/jobs/" + holder).path("nodes").toString())
        .doesNotContain("-cloud");
    assertThat(client.json("/api/v1/jobs/" + hasty).path("nodes").get(0).asText())
        .endsWith("-cloud");
    JsonNode reason = client.json("/api/v1/jobs/" + patient + "/explain").path("reason");
    assertThat(reason.path("site").asText()).isEqualTo("home");
    assertThat(reason.path("sites").get(0).path("verdict").asText()).isEqualTo("chosen");
    assertThat(reason.path("sites").get(1).path("roomNow").asBoolean()).isTrue();
    assertThat(reason.path("sites").get(1).path("verdict").asText()).isEqualTo("costs-more");

    // Its input is at home: transferring a mebibyte to the cloud costs more than waiting ten
    // minutes.
    Path data = Files.write(folder.resolve("data.bin"), new byte[1 << 20]);
    JsonNode started =
        client.change(
            "POST",
            "/api/v1/projects/default/imports",
            "{\"name\": \"dataset/big\", \"source\": \"%s\"}".formatted(data));
    TestHome.await(
        "the data is in the store",
        TIMEOUT,
        () ->
            client
                .json("/api/v1/imports/" + started.path("id").asText())
                .path("state")
                .asText()
                .equals("Succeeded"));
    String reader =
        client.submit(
            job("reader", "default", "ls", "5s", ", \"inputs\": {\"data\": \"dataset/big\"}"), "4");
    JsonNode offers =
        client.json("/api/v1/jobs/" + reader + "/explain").path("reason").path("sites");
    assertThat(offers.get(0).path("verdict").asText()).isEqualTo("chosen");
    assertThat(offers.get(1).path("transfer").asDouble()).isEqualTo(97.65625);

    JsonNode usage = client.json("/api/v1/usage").path("sites");
    assertThat(usage.toString()).contains("\"site\":\"cloud\"", "\"site\":\"home\"");
    assertThat(client.text("/api/v1/projects/default/bill?format=csv")).contains(",cloud,cloud,");

    running.killServer();
    awaitState(client, holder, "Running");
    client.change("POST", "/api/v1/jobs/" + holder + "/cancel", "");
    awaitState(client, patient, "Succeeded");
    awaitState(client, reader, "Succeeded");
    assertThat(client.json("/api/v1/jobs/" + reader).path("nodes").toString())
        .doesNotContain("-cloud");
  }

  private static String job(
      String name, String project, String script, String expected, String more) {
    return """
    {"name": "%s", "project": "%s", "script": "%s", "expectedDuration": "%s",
     "resources": {"cpus": 2, "memory": "64 MiB"}%s}
    """
        .formatted(name, project, script, expected, more);
  }

  private static void awaitState(RetryingClient client, String job, String state) {
    TestHome.await(
        job + " is " + state,
        TIMEOUT,
        () -> client.json("/api/v1/jobs/" + job).path("state").asText().equals(state));
  }
}
