package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.protocol.SecretBox;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsApiTest {
  private static final String WEB = "/api/v1/projects/default/deployments/web";

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
  void jobEvents_fromTheStart_endWithTheJob() throws Exception {
    JobId job = server.submit("command: [a]");
    server.submit("command: [a]");
    server.awaitState(job, "Running");
    try (BufferedReader events = lines("/api/v1/jobs/" + job + "/events?after=0")) {
      server.engine.end(job, new RankExit.Exited(0));

      assertThat(types(events))
          .containsExactly(
              "JobSubmitted",
              "AttemptStarted",
              "RankStarted",
              "AttemptRunning",
              "RankEnded",
              "JobSucceeded");
    }
    assertThat(types(lines("/api/v1/jobs/" + job + "/events?after=0"))).hasSize(6);
  }

  @Test
  void events_afterLastEventId_neitherMissNorRepeat() throws Exception {
    JobId first = server.submit("command: [a]");
    server.awaitState(first, "Running");
    long last;
    try (BufferedReader events = lines("/api/v1/events?after=0")) {
      last = Long.parseLong(next(events, "id: "));
    }
    try (BufferedReader events = lines("/api/v1/events", "Last-Event-ID", Long.toString(last))) {
      assertThat(next(events, "id: ")).isEqualTo(Long.toString(last + 1));
      String earlier = next(events, "data: ");
      JobId second = server.submit("name: second\ncommand: [a]");
      String data = next(events, "data: ");
      while (!data.contains(second.toString())) {
        data = next(events, "data: ");
      }
      assertThat(earlier).doesNotContain(second.toString());
      assertThat(data).contains("\"type\":\"JobSubmitted\"");
    }
  }

  @Test
  void logs_followed_arriveWhileWritten() throws Exception {
    JobId job = server.submit("command: [a]");
    server.awaitState(job, "Running");
    write(job, 0, "first\n");
    try (BufferedReader log = lines("/api/v1/jobs/" + job + "/logs?follow=true")) {
      assertThat(log.readLine()).isEqualTo("first");
      write(job, 0, "zweite Zeile äöü\n");
      assertThat(log.readLine()).isEqualTo("zweite Zeile äöü");
      write(job, 0, "last words");
      server.engine.end(job, new RankExit.Exited(0));
      assertThat(log.readLine()).isEqualTo("last words");
      assertThat(log.readLine()).isNull();
    }
    assertThat(body("/api/v1/jobs/" + job + "/logs?offset=6")).startsWith("zweite");
  }

  @Test
  void logs_asFrames_nameTheRank() throws Exception {
    JobId job = server.submit("command: [a]\nranks: 2");
    server.awaitState(job, "Running");
    write(job, 0, "from zero\n");
    write(job, 1, "from one\n");
    server.engine.end(job, new RankExit.Exited(0));
    server.await(job);
    String frames = body("/api/v1/jobs/" + job + "/logs", "accept", "text/event-stream");

    assertThat(frames)
        .contains("{\"rank\":0,\"attempt\":1,\"offset\":0,\"text\":\"from zero\\n\"}")
        .contains("{\"rank\":1,\"attempt\":1,\"offset\":0,\"text\":\"from one\\n\"}")
        .contains("event: end");
    assertThat(body("/api/v1/jobs/" + job + "/logs?rank=1")).isEqualTo("from one\n");
    assertThat(server.get("/api/v1/jobs/" + job + "/logs?rank=2").status()).isEqualTo(400);
  }

  @Test
  void pastEvents_areSentences_ofOneJobOrTheLastFew() throws Exception {
    JobId job = server.submit("name: train\ncommand: [a]\nranks: 2");
    server.submit("name: other\ncommand: [a]");
    server.awaitState(job, "Running");
    server.engine.end(job, new RankExit.Exited(3));
    server.await(job);

    List<JsonNode> events = items("/api/v1/events/past?job=train");
    assertThat(events).allMatch(event -> event.path("subject").asText().equals("train"));
    assertThat(events.getFirst().path("text").asText())
        .isEqualTo("submitted by admin: 2 ranks of 1 core");
    assertThat(events.getLast().path("text").asText())
        .isEqualTo("failed: rank 0 exited with code 3");
    assertThat(events.getLast().path("event").path("type").asText()).isEqualTo("JobFailed");
    assertThat(items("/api/v1/events/past?tail=2")).hasSize(2);
    assertThat(items("/api/v1/events/past?type=jobfailed")).hasSize(1);
    String end = events.getLast().path("at").asText();
    assertThat(items("/api/v1/events/past?since=" + end + "&job=train"))
        .allMatch(event -> event.path("at").asText().compareTo(end) >= 0)
        .isNotEmpty();
    assertThat(items("/api/v1/events/past?since=2100-01-01T00:00:00Z")).isEmpty();

    assertThat(server.get("/api/v1/events/past?since=yesterday").status()).isEqualTo(400);
    assertThat(server.get("/api/v1/events/past?job=nobody").status()).isEqualTo(404);
    assertThat(server.get("/api/v1/events/past?deployment=NO%20NAME").status()).isEqualTo(400);
  }

  @Test
  void pastEvents_ofADeployment_includeThoseOfItsReplicas() throws Exception {
    server.submit("name: other\ncommand: [a]");
    JsonNode replica = replicaOfWeb();

    List<JsonNode> events = items("/api/v1/events/past?deployment=web");
    assertThat(events.getFirst().path("text").asText())
        .startsWith("set by admin: generation ")
        .endsWith(" 1 replicas");
    String job = replica.path("job").asText();
    assertThat(events).anyMatch(event -> event.path("job").asText().equals(job));
    assertThat(events).noneMatch(event -> event.path("subject").asText().equals("other"));
  }

  @Test
  void replica_thatDoesNotFindItsFile_saysWhichAndWhatToDo() throws Exception {
    JobId replica = JobId.parse(replicaOfWeb().path("job").asText()).orElseThrow();
    server.awaitState(replica, "Running");
    write(replica, 0, "python3: can't open file 'app.py': [Errno 2] No such file or directory");
    server.engine.end(replica, new RankExit.Exited(2));

    JsonNode cause = server.get(WEB).json().path("replicas").path(0).path("cause");
    assertThat(cause.path("text").asText())
        .contains("exited with code 2", "there is no file app.py in the");
    assertThat(cause.path("hint").asText()).contains("app.py");
  }

  /** Deploys and returns its only replica. */
  private JsonNode replicaOfWeb() throws Exception {
    server.send("PUT", WEB, "{command: [serve, '{port}'], replicas: 1, resources: {cpus: 0}}");
    JsonNode replica = server.get(WEB).json().path("replicas").path(0);
    for (int i = 0; replica.isMissingNode() && i < 500; i++) {
      Thread.sleep(10);
      replica = server.get(WEB).json().path("replicas").path(0);
    }
    return replica;
  }

  @Test
  void logPosition_isThatOfTheLastLines_orOfATime() throws Exception {
    JobId job = server.submit("command: [a]");
    server.awaitState(job, "Running");
    write(job, 0, "one\ntwo\nthree\nfour");
    Files.writeString(
        new RankLogs(server.logs()).times(new AttemptId(job, 1), 0),
        "4 1900000000000\n8 1900000005000\n18 1900000009000\nunfinish");
    String position = "/api/v1/jobs/" + job + "/logs/position";

    assertThat(offset(position)).isZero();
    assertThat(offset(position + "?tail=1")).isEqualTo("one\ntwo\nthree\n".length());
    assertThat(offset(position + "?tail=2")).isEqualTo("one\ntwo\n".length());
    assertThat(offset(position + "?tail=0")).isEqualTo("one\ntwo\nthree\nfour".length());
    assertThat(offset(position + "?tail=99")).isZero();
    assertThat(offset(position + "?since=2030-03-17T17:46:46Z")).isEqualTo("one\ntwo\n".length());
    assertThat(offset(position + "?since=2000-01-01T00:00:00Z")).isZero();
    assertThat(server.get(position + "?attempt=2").status()).isEqualTo(400);
    assertThat(server.get(position + "?rank=1").status()).isEqualTo(400);
    JsonNode marks = server.get("/api/v1/jobs/" + job + "/logs/times?from=4").json().path("marks");
    assertThat(marks).hasSize(2);
    assertThat(marks.path(0).path("at").asText()).isEqualTo("2030-03-17T17:46:45Z");
  }

  @Test
  void logs_thatWereRemoved_saySo() throws Exception {
    JobId job = server.submit("command: [a]");
    server.awaitState(job, "Running");
    write(job, 0, "x\n");
    server.engine.end(job, new RankExit.Exited(0));
    server.await(job);
    Files.writeString(
        new RankLogs(server.logs()).removal(new AttemptId(job, 1)), "2030-01-31T00:00:00Z\n");

    var reply = server.get("/api/v1/jobs/" + job + "/logs");
    assertThat(reply.status()).isEqualTo(410);
    assertThat(reply.json().path("detail").asText()).contains("removed at 2030-01-31T00:00:00Z");
  }

  @Test
  void secrets_areNowhereToBeRead() throws Exception {
    JobId job =
        server.submit(
            """
            name: fetch
            command: [a]
            env: {HF_TOKEN: hf_verySecret, DB: "postgres://me:hunter22@db/x", MODE: plain}
            secrets: {MINE: ownSecret}
            """);
    server.send("PUT", WEB, "{command: [serve], env: {API_KEY: keySecret}, resources: {cpus: 0}}");

    for (String path :
        List.of(
            "/api/v1/jobs/" + job,
            WEB,
            "/api/v1/deployments",
            "/api/v1/events/past?usage=true",
            "/api/v1/jobs/" + job + "/explain",
            "/api/v1/journal/export")) {
      assertThat(body(path))
          .as(path)
          .doesNotContain("hf_verySecret", "hunter22", "ownSecret", "keySecret");
    }
    JsonNode env = server.get("/api/v1/jobs/" + job).json().path("spec").path("env");
    assertThat(env.path("HF_TOKEN").asText()).startsWith("sealed:1:");
    assertThat(env.path("MODE").asText()).isEqualTo("plain");
    SecretBox box =
        new SecretBox(Files.readString(server.logs().resolveSibling("secrets.key")).strip());
    assertThat(box.open("MINE", env.path("MINE").asText())).contains("ownSecret");
    assertThat(box.open("HF_TOKEN", env.path("MINE").asText())).isEmpty();

    String sealed = env.path("MINE").asText();
    assertThat(
            server
                .post(
                    "/api/v1/jobs",
                    "command: [env]\nenv: {MINE: '" + sealed + "'}",
                    "content-type",
                    "application/yaml")
                .status())
        .isEqualTo(400);
  }

  @Test
  void journal_isVerifiedAndExported() throws Exception {
    JobId job = server.submit("command: [a]");
    server.awaitState(job, "Running");

    assertThat(server.get("/api/v1/journal/verify").json().get("intact").asBoolean()).isTrue();
    assertThat(body("/api/v1/journal/export").lines())
        .allMatch(line -> line.startsWith("{\"number\":"))
        .anyMatch(line -> line.contains("\"JobSubmitted\"") && line.contains(job.toString()));
  }

  @Test
  void exportedCommand_namesItsPrincipalAndRequest() throws Exception {
    server.post("/api/v1/jobs", "{command: ['true']}", "X-Request-Id", "mine-1");
    assertThat(body("/api/v1/journal/export").lines())
        .filteredOn(line -> line.contains("\"request\":\"mine-1\""))
        .singleElement()
        .asString()
        .contains("\"JobSubmitted\"")
        .contains(
            "\"command\":{\"principal\":\"p-1\",\"request\":\"mine-1\",\"address\":\"127.0.0.1\","
                + "\"cause\":\"POST /api/v1/jobs\",\"events\":1}");
    assertThat(body("/api/v1/journal/export").lines())
        .anyMatch(line ->
            line.contains("\"ServerStarted\"")
                && line.contains("\"epoch\":1")
                && line.contains("\"principal\":\"system:server\""))
        .anyMatch(line ->
            line.contains("\"NodeJoined\"")
                && line.contains("\"principal\":\"worker:home/node-1\""));
  }

  private void write(JobId job, int rank, String text) throws IOException {
    Path file = new RankLogs(server.logs()).file(new AttemptId(job, 1), rank);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private BufferedReader lines(String path, String... headers) throws Exception {
    InputStream stream = server.open(path, headers);
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  private String body(String path, String... headers) throws Exception {
    return new String(server.get(path, headers).response().body(), StandardCharsets.UTF_8);
  }

  private static List<String> types(BufferedReader events) throws IOException {
    List<String> types = new ArrayList<>();
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("event: ")) {
        types.add(line.substring("event: ".length()));
      }
    }
    return types;
  }

  private static String next(BufferedReader events, String field) throws IOException {
    String line = events.readLine();
    while (line != null && !line.startsWith(field)) {
      line = events.readLine();
    }
    return line == null ? "" : line.substring(field.length());
  }

  private long offset(String path) throws Exception {
    return server.get(path).json().path("offset").asLong(-1);
  }

  private List<JsonNode> items(String path) throws Exception {
    List<JsonNode> items = new ArrayList<>();
    for (String line : body(path).lines().toList()) {
      items.add(new JsonMapper().readTree(line));
    }
    return items;
  }
}
