package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsApiTest {
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
    // The node joins by itself shortly after the start.
    while (server.get("/api/v1/nodes").json().get("nodes").isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void submit_job_isCreatedWithItsLocation() throws Exception {
    Reply reply =
        server.post(
            "/api/v1/jobs",
            "{\"name\":\"train\",\"command\":[\"a\"]}",
            "content-type",
            "application/json");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("location"))
        .isEqualTo("/api/v1/jobs/" + reply.json().get("id").asText());
    assertThat(server.get(reply.header("location")).json().get("name").asText()).isEqualTo("train");
    assertThat(server.get("/api/v1/jobs/train").json().get("id")).isEqualTo(reply.json().get("id"));
  }

  @Test
  void submit_sameKeyTwice_returnsTheFirstJob() throws Exception {
    String[] headers = {"Idempotency-Key", "k-1", "content-type", "application/yaml"};
    Reply first = server.post("/api/v1/jobs", "command: [a]", headers);
    Reply second = server.post("/api/v1/jobs", "command: [a]", headers);
    server.engine.end(id(first), new RankExit.Exited(0));
    server.await(id(first));
    Reply third = server.post("/api/v1/jobs", "command: [a]", headers);

    assertThat(List.of(first.status(), second.status(), third.status()))
        .containsExactly(201, 200, 200);
    assertThat(List.of(id(second), id(third))).containsOnly(id(first));
    assertThat(third.json().get("state").asText()).isEqualTo("Succeeded");
  }

  @Test
  void key_ofAnotherRequest_isRefused_andARepetitionIsAnsweredAsBefore() throws Exception {
    String[] key = {"Idempotency-Key", "k-2", "content-type", "application/yaml"};
    server.post("/api/v1/jobs", "{name: first, command: [a]}", key);

    assertThat(server.post("/api/v1/jobs", "{name: other, command: [a]}", key).status())
        .isEqualTo(409);
    assertThat(server.post("/api/v1/jobs", "{name: first, command: [a]}", key).status())
        .isEqualTo(200);
    JobId job = server.submit("name: second\ncommand: [a]");
    String cancel = "/api/v1/jobs/%s/cancel".formatted(job);
    assertThat(server.post(cancel, "", "Idempotency-Key", "k-3").status()).isEqualTo(200);
    assertThat(server.post(cancel, "", "Idempotency-Key", "k-3").status()).isEqualTo(200);
    assertThat(
            server
                .post("/api/v1/jobs/first/cancel", "", "Idempotency-Key", "k-3")
                .json()
                .toString())
        .contains("k-3", "not used for another request");
    assertThat(server.post(cancel, "", "Idempotency-Key", "not one").status()).isEqualTo(400);
  }

  @Test
  void key_ofACreatedKey_doesNotShowTheSecretAgain() throws Exception {
    String[] once = {"Idempotency-Key", "k-4"};

    assertThat(server.post("/api/v1/keys", "{name: shop}", once).status()).isEqualTo(201);
    assertThat(server.post("/api/v1/keys", "{name: shop}", once).status()).isEqualTo(409);
    assertThat(server.get("/api/v1/keys").json().path("keys")).hasSize(1);
  }

  @Test
  void submit_nameInUse_isAConflict() throws Exception {
    server.submit("name: train\ncommand: [a]");
    Reply reply = server.post("/api/v1/jobs", "name: train\ncommand: [a]");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().get("detail").asText()).contains("train");
  }

  @Test
  void submit_wrongSpec_reportsEveryProblemWithItsLine() throws Exception {
    Reply reply =
        server.post("/api/v1/jobs", "prioritty: 1\nranks: 0\n", "content-type", "application/yaml");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("content-type")).startsWith("application/problem+json");
    assertThat(reply.json().get("problems")).hasSize(3);
    assertThat(reply.json().get("problems").findValuesAsText("line")).containsExactly("1", "2");
  }

  @Test
  void job_runsToItsEnd_showsHowItEnded() throws Exception {
    JobId job = server.submit("command: [a]\nranks: 2");
    JsonNode running = server.awaitState(job, "Running");
    server.engine.end(job, new RankExit.Exited(3));
    JsonNode ended = server.await(job);

    assertThat(running.get("rankStates")).hasSize(2);
    assertThat(running.get("nodes").get(0).asText()).isEqualTo("node-1");
    assertThat(ended.get("state").asText()).isEqualTo("Failed");
    assertThat(ended.get("exitCode").asInt()).isEqualTo(3);
    assertThat(ended.get("cause").get("text").asText()).isEqualTo("rank 0 exited with code 3");
    assertThat(ended.get("rankStates").get(1).get("exit").get("code").asInt()).isEqualTo(3);
    assertThat(ended.get("finishedAt").asText()).isGreaterThan(ended.get("startedAt").asText());

    JsonNode explained = server.get("/api/v1/jobs/" + job + "/explain").json();
    for (String member :
        List.of("state", "cause", "exitCode", "submittedAt", "startedAt", "finishedAt", "nodes")) {
      assertThat(explained.get(member)).as(member).isEqualTo(ended.get(member));
    }
    assertThat(explained.get("attempts").asInt()).isEqualTo(1);
    List<String> violations = new ArrayList<>();
    new SchemaCheck(server.get("/api/v1/openapi.json").json())
        .check(explained, "Explanation", violations);
    assertThat(violations).isEmpty();
  }

  @Test
  void jobThatRunsAgain_saysWhyItsLastAttemptEnded() throws Exception {
    JobId job = server.submit("command: [a]\nrestart: {maxRestarts: 1, backoff: 1ms}");
    server.awaitState(job, "Running");
    server.engine.end(job, new RankExit.Exited(3));
    String path = "/api/v1/jobs/" + job;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    JsonNode again = server.get(path).json();
    while (again.path("attempts").asInt() < 2 || !again.has("previousCause")) {
      assertThat(System.nanoTime()).as("it runs again: " + again).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
      again = server.get(path).json();
    }

    for (String view : List.of(path, path + "/explain")) {
      assertThat(server.get(view).json().path("previousCause").path("text").asText())
          .as(view)
          .isEqualTo("rank 0 exited with code 3");
      assertThat(server.get(view).json().has("cause")).as(view).isFalse();
    }
  }

  @Test
  void cancel_runningJob_endsIt() throws Exception {
    JobId job = server.submit("command: [a]");
    server.awaitState(job, "Running");
    Reply reply = server.post("/api/v1/jobs/" + job + "/cancel", "");
    JsonNode ended = server.await(job);
    Reply again = server.send("DELETE", "/api/v1/jobs/" + job, "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(ended.get("state").asText()).isEqualTo("Cancelled");
    assertThat(ended.get("exitCode").asInt()).isEqualTo(130);
    assertThat(again.json().get("state").asText()).isEqualTo("Cancelled");
  }

  @Test
  void explain_waitingJob_namesReasonAndBlockers() throws Exception {
    JobId first = server.submit("name: big\ncommand: [a]\nresources: {cpus: 4}");
    server.awaitState(first, "Running");
    JobId second = server.submit("name: small\ncommand: [a]\nresources: {cpus: 1}");
    JsonNode explained = server.get("/api/v1/jobs/small/explain").json();

    assertThat(explained.get("id").asText()).isEqualTo(second.toString());
    assertThat(explained.get("state").asText()).isEqualTo("Queued");
    assertThat(explained.get("reason").get("code").asText()).isNotEmpty();
    assertThat(explained.get("reason").get("blockers").findValuesAsText("name")).contains("big");
    assertThat(explained.get("reason").get("position").asLong()).isEqualTo(1);
  }

  @Test
  void wait_timedOut_returnsTheJobAsItIs() throws Exception {
    JobId job = server.submit("command: [a]");
    Reply reply = server.get("/api/v1/jobs/" + job + "/wait?timeout=0s");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("state").asText()).isIn("Queued", "Starting", "Running");
  }

  @Test
  void list_filtersAndPages_newestFirst() throws Exception {
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String project = i % 2 == 0 ? "even" : "odd";
      submitted.addFirst(
          server
              .submit(
                  "name: job%d\nproject: %s\nlabels: {n: a%d}\ncommand: [a]"
                      .formatted(i, project, i))
              .toString());
    }

    JsonNode first = server.get("/api/v1/jobs?limit=3").json();
    JsonNode rest = server.get("/api/v1/jobs?limit=3&page=" + first.get("next").asText()).json();
    List<String> listed = new ArrayList<>();
    first.get("jobs").forEach(job -> listed.add(job.get("id").asText()));
    rest.get("jobs").forEach(job -> listed.add(job.get("id").asText()));

    assertThat(listed).containsExactlyElementsOf(submitted);
    assertThat(rest.has("next")).isFalse();
    assertThat(server.get("/api/v1/jobs?project=odd").json().get("jobs")).hasSize(2);
    assertThat(server.get("/api/v1/jobs?label=n%3Da3").json().get("jobs")).hasSize(1);
    assertThat(server.get("/api/v1/jobs?state=succeeded").json().get("jobs")).isEmpty();
    assertThat(server.get("/api/v1/jobs?state=napping").status()).isEqualTo(400);
    assertThat(server.get("/api/v1/jobs?page=nonsense&limit=0").json().get("problems")).hasSize(2);
  }

  @Test
  void job_finished_isListedImmediately() throws Exception {
    for (int i = 0; i < 20; i++) {
      JobId job = server.submit("name: again\ncommand: [a]");
      server.awaitState(job, "Running");
      server.engine.end(job, new RankExit.Exited(0));
      JsonNode newest = server.get("/api/v1/jobs?limit=1").json().get("jobs").get(0);

      assertThat(newest.get("id").asText()).isEqualTo(job.toString());
      assertThat(server.get("/api/v1/jobs/again").json().get("state").asText())
          .isEqualTo("Succeeded");
    }
  }

  @Test
  void history_survivesRestart(@TempDir Path home) throws Exception {
    JobId job;
    try (TestServer before = new TestServer(home)) {
      job = before.submit("name: old\nlabels: {k: v}\ncommand: [a]");
      before.awaitState(job, "Running");
      before.engine.end(job, new RankExit.Exited(0));
    }
    try (TestServer after = new TestServer(home)) {
      assertThat(after.get("/api/v1/jobs/old").json().get("id").asText()).isEqualTo(job.toString());
    }
  }

  private static JobId id(Reply reply) {
    return JobId.parse(reply.json().get("id").asText()).orElseThrow();
  }
}
