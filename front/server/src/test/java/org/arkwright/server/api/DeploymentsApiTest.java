package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deployments as the controller keeps them: replicas are started, probed, replaced and stopped. The
 * engine is a test's, and so is what listens where a replica is to listen.
 */
final class DeploymentsApiTest {
  private static final String PATH = "/api/v1/projects/default/deployments/echo";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private TestServer server;
  private final List<HttpServer> replicas = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder);
  }

  @AfterEach
  void stop() {
    replicas.forEach(replica -> replica.stop(0));
    server.close();
  }

  @Test
  void replica_isReadyOnceItAnswers_andNoLongerWhenItDoesNot() throws Exception {
    deploy(1);
    JobId job = jobs(1).iterator().next();
    assertThat(state()).isNotEqualTo("Ready");
    listen(job);
    until("it is ready", () -> state().equals("Ready"));
    replicas.getFirst().stop(0);
    until("it is not ready", () -> !state().equals("Ready"));
  }

  @Test
  void replicaThatEnds_isStartedAgain_andReadyOnlyAtItsNewPort() throws Exception {
    deploy(1);
    JobId job = jobs(1).iterator().next();
    listen(job);
    until("it is ready", () -> state().equals("Ready"));
    String before = server.engine.env(job).get("ARKWRIGHT_PORT");

    server.engine.end(job, new RankExit.Exited(3));
    until("it is not ready", () -> !state().equals("Ready"));
    until("it runs again", () -> attempts(job) == 2);
    server.awaitState(job, "Running");
    assertThat(server.engine.env(job).get("ARKWRIGHT_PORT")).isNotEqualTo(before);
    assertThat(state()).as("the first port still answers").isNotEqualTo("Ready");
    listen(job);
    until("it is ready again", () -> state().equals("Ready"));
  }

  private int attempts(JobId job) throws Exception {
    return server.get("/api/v1/jobs/" + job).json().path("attempts").asInt();
  }

  @Test
  void scaled_startsMore_andStopsThemAgain_andRemovedStopsAll() throws Exception {
    deploy(1);
    jobs(1);
    deploy(3);
    Set<JobId> three = jobs(3);
    deploy(1);
    until("two are stopped", () -> jobsNow().size() == 1);
    assertThat(three).containsAll(jobsNow());

    assertThat(server.send("DELETE", PATH, "").status()).isBetween(200, 204);
    for (JobId job : three) {
      assertThat(server.await(job).path("state").asText()).isEqualTo("Cancelled");
    }
    assertThat(server.get(PATH).status()).isEqualTo(404);
  }

  private void deploy(int count) throws Exception {
    TestServer.Reply reply =
        server.send(
            "PUT",
            PATH,
            """
            {"command": ["serve", "{port}"], "replicas": %d, "resources": {"cpus": 1},
             "drain": "100ms", "probes": {"period": "50ms", "timeout": "2s", "failures": 2}}
            """
                .formatted(count));
    assertThat(reply.status()).as(reply.json().toString()).isBetween(200, 201);
  }

  /** Answers probes where the job's replica is to listen. */
  private void listen(JobId job) throws Exception {
    int port = Integer.parseInt(server.engine.env(job).get("ARKWRIGHT_PORT"));
    HttpServer replica =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    replica.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, -1);
          }
        });
    replica.start();
    replicas.add(replica);
  }

  private String state() throws Exception {
    return server.get(PATH).json().path("state").asText();
  }

  /** Waits for that many replicas that run, and returns their jobs. */
  private Set<JobId> jobs(int count) throws Exception {
    until(count + " replicas", () -> jobsNow().size() == count);
    Set<JobId> jobs = jobsNow();
    for (JobId job : jobs) {
      server.awaitState(job, "Running");
    }
    return jobs;
  }

  private Set<JobId> jobsNow() throws Exception {
    Set<JobId> jobs = new HashSet<>();
    for (JsonNode replica : server.get(PATH).json().path("replicas")) {
      jobs.add(JobId.parse(replica.path("job").asText()).orElseThrow());
    }
    return jobs;
  }

  private static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
