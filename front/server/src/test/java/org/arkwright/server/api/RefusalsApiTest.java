package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.arkwright.api.FailureReplies;
import org.arkwright.api.ProblemReply;
import org.arkwright.artifact.blob.DiskFull;
import org.arkwright.control.UnavailableException;
import org.arkwright.model.id.WorkerId;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsApiTest {
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void request_withoutOrWithAnotherToken_isUnauthorized() throws Exception {
    assertThat(status("/api/v1/jobs", "Bearer wrong")).isEqualTo(401);
    assertThat(status("/api/v1/jobs", "Basic secret")).isEqualTo(401);
    assertThat(status("/api/v1/jobs", "Bearer workers")).isEqualTo(401);
    assertThat(status("/api/v1/jobs", "bearer secret")).isEqualTo(200);
    assertThat(status("/healthz", "")).isEqualTo(200);
  }

  @Test
  void workerSync_acceptsOnlyTheWorkersToken() throws Exception {
    assertThat(server.post("/worker/v1/sync", "{}").status()).isEqualTo(401);
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("/worker/v1/sync"))
            .header(
                "Authorization",
                "Bearer "
                    + server.issued.ofWorker(new WorkerId("home", "node-1"), Duration.ofMinutes(1)))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void job_inAnotherProject_isPointedOut() throws Exception {
    server.post("/api/v1/jobs", "{name: elsewhere, project: research, command: [a]}");

    Reply reply = server.get("/api/v1/jobs/elsewhere");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().get("advice").asText()).isEqualTo("Did you mean research/elsewhere?");
  }

  @Test
  void request_unknownPath_isAProblem() throws Exception {
    Reply reply = server.get("/api/v1/jobz");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("content-type")).startsWith("application/problem+json");
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:arkwright:problem:not-found");
    assertThat(server.get("/api/v1/jobs/no-such-job").json().get("detail").asText())
        .isEqualTo("there is no job 'no-such-job'");
  }

  @Test
  void parameter_givenTwice_isRefusedByItsName() throws Exception {
    server.post("/api/v1/jobs", "{name: a, command: [a], labels: {team: x, kind: y}}");
    Reply twice = server.get("/api/v1/jobs?project=default&limit=5&project=research");

    assertThat(twice.status()).isEqualTo(400);
    assertThat(twice.json().get("detail").asText())
        .isEqualTo("project is 'default' and 'research', expected one value");
    Reply same = server.get("/api/v1/jobs/a?project=default&project=default");
    assertThat(same.status()).as("of one value, too").isEqualTo(400);
    Reply labels = server.get("/api/v1/jobs?label=team%3Dx&label=kind%3Dy");
    assertThat(labels.status()).as("what is a list").isEqualTo(200);
    assertThat(labels.json().get("jobs")).hasSize(1);
  }

  @Test
  void request_otherMethod_isNotAllowed() throws Exception {
    Reply reply = server.send("PUT", "/api/v1/jobs", "");

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.json().get("status").asInt()).isEqualTo(405);
  }

  @Test
  void submit_hugeBody_isTooLarge() throws Exception {
    Reply reply = server.post("/api/v1/jobs", "#".repeat((1 << 20) + 1));

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.json().get("advice").asText()).contains("1 MiB");
  }

  @Test
  void submit_otherMediaType_isUnsupported() throws Exception {
    Reply reply = server.post("/api/v1/jobs", "command: [a]", "content-type", "image/png");

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.json().get("offending").asText()).isEqualTo("image/png");
  }

  @Test
  void failure_ofTheJournal_isUnavailable() {
    ProblemReply reply = FailureReplies.reply(new UnavailableException("the disk is full", null));

    assertThat(reply.status().code()).isEqualTo(503);
    assertThat(reply.detail()).isEqualTo("the disk is full");

    ProblemReply full =
        FailureReplies.reply(
            new UncheckedIOException(
                DiskFull.explained(new IOException("/home/store/tmp/1: No space left on device"))));
    assertThat(full.status().code()).isEqualTo(503);
    assertThat(full.detail()).contains("the disk of the store is full", "try again");
  }

  @Test
  void healthz_whileAPartIsNotWell_names503() throws Exception {
    server.engine.trouble = "the look at nodes has failed (1 in a row); the log says why";
    TestServer.Reply reply = server.get("/healthz");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().path("status").asText()).isEqualTo("not well");
    assertThat(reply.json().path("troubles").get(0).asText()).isEqualTo(server.engine.trouble);
    assertThat(server.get("/api/v1/server").json().path("troubles"))
        .isEqualTo(reply.json().path("troubles"));

    server.engine.trouble = "";
    assertThat(server.get("/healthz").status()).isEqualTo(200);
  }

  private int status(String path, String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
