package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.arkwright.protocol.RankLogs;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsApiTest {
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
        .filteredOn(line -> line.contains("\"command\":{\"principal\""))
        .singleElement()
        .asString()
        .contains("\"JobSubmitted\"")
        .contains(
            "\"command\":{\"principal\":\"p-1\",\"request\":\"mine-1\",\"address\":\"127.0.0.1\","
                + "\"cause\":\"POST /api/v1/jobs\",\"events\":1}");
    assertThat(body("/api/v1/journal/export").lines())
        .anyMatch(line -> line.contains("\"ServerStarted\"") && line.contains("\"epoch\":1"));
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
}
