package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads. */
final class MetricsApiTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_]+)(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? -?[0-9]+(\\.[0-9]+)?");

  @TempDir Path home;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void metrics_countJobsByState_andWhatTheyHold() throws Exception {
    JobId ended = server.submit("name: ended\nproject: lab\ncommand: [a]");
    server.awaitState(ended, "Running");
    server.engine.end(ended, new RankExit.Exited(0));
    server.await(ended);
    JobId running =
        server.submit(
            "name: r\nproject: lab\ncommand: [a]\nresources: {cpus: 1.5, devices: {share: 250}}");
    server.awaitState(running, "Running");
    server.submit("name: q\nproject: lab\ncommand: [a]\nresources: {devices: {count: 1}}");

    awaitLine("arkwright_jobs{project=\"lab\",state=\"Queued\"} 1");
    assertThat(lines())
        .contains(
            "arkwright_jobs{project=\"lab\",state=\"Running\"} 1",
            "arkwright_jobs_ended_total{project=\"lab\",state=\"Succeeded\"} 1",
            "arkwright_nodes{site=\"home\",state=\"Live\"} 1",
            "arkwright_cores{site=\"home\"} 4.000",
            "arkwright_held_cores{site=\"home\"} 1.500",
            "arkwright_devices{site=\"home\",kind=\"h100\"} 1",
            "arkwright_held_devices{site=\"home\",kind=\"h100\"} 0.250",
            "arkwright_troubles 0");
  }

  @Test
  void metrics_tellWhatDevicesDo() throws Exception {
    server.awaitState(server.submit("name: any\ncommand: [a]"), "Running");
    server.report(
        "node-1",
        """
        {"node":"home/node-1","ranks":[],"devices":[{"device":0,"busyPercent":97,
         "milliwatts":512345}]}\
        """);

    String labels = "{site=\"home\",node=\"node-1\",device=\"0\",kind=\"h100\"} ";
    assertThat(lines())
        .contains(
            "arkwright_device_busy_ratio" + labels + "0.97",
            "arkwright_device_power_watts" + labels + "512.345")
        .noneMatch(line -> line.startsWith("arkwright_device_temperature_celsius{"));
  }

  @Test
  void metrics_areInPrometheusForm_andWantAToken() throws Exception {
    Set<String> begun = new HashSet<>();
    String current = "";
    for (String line : lines()) {
      if (line.startsWith("# TYPE ")) {
        current = line.split(" ", -1)[2];
        assertThat(begun.add(current)).as(current + " begins once").isTrue();
      } else if (!line.startsWith("# HELP ")) {
        assertThat(line).matches(SAMPLE);
        assertThat(line).startsWith(current);
      }
    }
    assertThat(begun).contains("arkwright_requests_total", "arkwright_tokens_total");
    assertThat(server.get("/metrics").header("content-type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(
            server
                .send(server.request("/metrics").setHeader("Authorization", "Bearer no").GET())
                .status())
        .isEqualTo(401);
  }

  private List<String> lines() throws Exception {
    return new String(server.get("/metrics").response().body(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private void awaitLine(String line) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!lines().contains(line)) {
      assertThat(System.nanoTime()).as(line + " in " + lines()).isLessThan(until);
      Thread.sleep(20);
    }
  }
}
