package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API answers for the past, and which position its answers name. */
final class PastApiTest {
  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void jobs_atAPosition_areAsTheyWere() throws Exception {
    JobId first = server.submit("name: first\ncommand: [a]");
    server.awaitState(first, "Running");
    long running = position();
    server.engine.end(first, new RankExit.Exited(3));
    server.await(first);
    long ended = position();
    JobId second = server.submit("name: second\ncommand: [a]");
    server.awaitState(second, "Running");

    assertThat(states("/api/v1/jobs?at=0")).isEmpty();
    assertThat(states("/api/v1/jobs?at=" + running)).containsExactly("first Running");
    assertThat(states("/api/v1/jobs?state=Failed&at=" + running)).isEmpty();
    assertThat(states("/api/v1/jobs?at=" + ended)).containsExactly("first Failed");
    assertThat(states("/api/v1/jobs?state=Failed&at=" + ended)).containsExactly("first Failed");
    assertThat(states("/api/v1/jobs?at=" + position()))
        .containsExactly("second Running", "first Failed");
    assertThat(state("/api/v1/jobs/first?at=" + running)).isEqualTo("Running");
    assertThat(state("/api/v1/jobs/" + first + "?at=" + ended)).isEqualTo("Failed");
    assertThat(server.get("/api/v1/jobs/second?at=" + ended).status()).isEqualTo(404);
  }

  @Test
  void pages_ofThePast_holdEachEndedJobOnce() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      JobId job = server.submit("name: job-" + i + "\ncommand: [a]");
      server.awaitState(job, "Running");
      server.engine.end(job, new RankExit.Exited(0));
      server.await(job);
      expected.addFirst("job-" + i + " Succeeded");
    }
    long then = position();
    for (int i = 5; i < 8; i++) {
      server.submit("name: job-" + i + "\ncommand: [a]");
    }

    List<String> found = new ArrayList<>();
    String page = "";
    do {
      JsonNode answer = server.get("/api/v1/jobs?limit=2&at=" + then + page).json();
      answer
          .path("jobs")
          .forEach(job -> found.add(job.path("name").asText() + " " + job.path("state").asText()));
      page = answer.has("next") ? "&page=" + answer.path("next").asText() : "";
    } while (!page.isEmpty());
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void reasons_ofThePast_sayThatTheyWereWorkedOutAgain() throws Exception {
    server.submit("name: large\ncommand: [a]\nresources: {cpus: 4000}");
    JsonNode now = server.get("/api/v1/jobs/large/explain").json();
    long queued = position();
    JsonNode then = server.get("/api/v1/jobs/large/explain?at=" + queued).json();

    assertThat(now.path("reason").has("reconstructed")).isFalse();
    assertThat(then.path("reason").path("reconstructed").asBoolean()).isTrue();
    assertThat(then.path("reason").path("text")).isEqualTo(now.path("reason").path("text"));
  }

  @Test
  void pipelines_atAPosition_areAsTheyWere_alsoOnceTheyHaveEnded() throws Exception {
    String words =
        "{name: words, steps: {make: {command: [a]}, count: {command: [b], after: make}}}";
    long before = position();
    String first = server.send("POST", "/api/v1/pipelines", words).json().path("id").asText();
    JobId make =
        JobId.parse(server.get("/api/v1/jobs/words-make").json().path("id").asText()).orElseThrow();
    server.awaitState(make, "Running");
    long running = position();
    assertThat(server.send("POST", "/api/v1/pipelines/words/cancel", "").status()).isEqualTo(200);
    server.await(make);
    long ended = position();
    assertThat(server.send("POST", "/api/v1/pipelines", words).status()).isEqualTo(201);

    for (String name : List.of("words", first)) {
      String path = "/api/v1/pipelines/" + name;
      assertThat(server.get(path + "/explain?at=" + before).status()).isEqualTo(404);
      JsonNode then = server.get(path + "/explain?at=" + running).json();
      assertThat(then.path("id").asText()).isEqualTo(first);
      assertThat(then.path("state").asText()).isEqualTo("Running");
      assertThat(then.toString())
          .contains("waits for step make, which runs since ", "\"jobState\":\"Running\"");
      assertThat(state(path + "?at=" + running)).isEqualTo("Running");
      assertThat(server.get(path + "?at=" + ended).json().path("id").asText()).isEqualTo(first);
      assertThat(state(path + "?at=" + ended)).isEqualTo("Cancelled");
    }
    assertThat(server.get("/api/v1/pipelines/words").json().path("id").asText())
        .isNotEqualTo(first);
  }

  @Test
  void nodesDevicesAndQuotas_ofThePast() throws Exception {
    long now = position();
    for (String path : List.of("/api/v1/nodes", "/api/v1/devices", "/api/v1/quotas")) {
      assertThat(server.get(path + "?at=" + now).json()).isEqualTo(server.get(path).json());
      assertThat(server.get(path + "?at=0").json().elements().next()).isEmpty();
    }
  }

  @Test
  void answers_nameTheirPositionAndTime() throws Exception {
    server.submit("name: first\ncommand: [a]");
    Reply now = server.get("/api/v1/jobs");
    Reply then = server.get("/api/v1/jobs?at=1");
    assertThat(Long.parseLong(now.header("arkwright-position"))).isGreaterThan(1);
    assertThat(now.header("arkwright-at")).isEmpty();
    assertThat(then.header("arkwright-position")).isEqualTo("1");
    assertThat(then.json().path("position").asLong()).isEqualTo(1);

    Reply again = server.get("/api/v1/jobs?at=" + then.header("arkwright-at"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(Long.parseLong(again.header("arkwright-position"))).isGreaterThanOrEqualTo(1);
  }

  @Test
  void whatIsNoPast_isRefusedWithWhatThereIs() throws Exception {
    long last = position();
    Reply future = server.get("/api/v1/jobs?at=" + (last + 1000));
    assertThat(future.status()).isEqualTo(400);
    assertThat(future.json().path("detail").asText())
        .startsWith(
            "at is '%d', expected a position of this journal, 0 to ".formatted(last + 1000));
    assertThat(server.get("/api/v1/nodes?at=2200-01-01T00:00:00Z").json().path("detail").asText())
        .contains("until now");
    assertThat(server.get("/api/v1/nodes?at=1970-01-01T00:00:00Z").status()).isEqualTo(400);
    assertThat(server.get("/api/v1/nodes?at=yesterday").json().path("detail").asText())
        .contains("a position of the journal such as 1200");
    assertThat(server.get("/api/v1/server?at=1").json().path("detail").asText())
        .contains("there is no parameter 'at' here");
  }

  @Test
  void aList_atThePositionOfASubmission_showsTheJob() throws Exception {
    for (int i = 0; i < 30; i++) {
      JobId job = server.submit("name: job-" + i + "\ncommand: [a]");
      String submitted = server.get("/api/v1/jobs/" + job).header("arkwright-position");
      Reply list = server.get("/api/v1/jobs?limit=1", "Arkwright-Position", submitted);
      assertThat(list.json().path("jobs").path(0).path("id").asText()).isEqualTo(job.toString());
      assertThat(list.json().path("position").asLong())
          .isGreaterThanOrEqualTo(Long.parseLong(submitted));
    }
  }

  @Test
  void positionsOfAnotherJournal_areRefused() throws Exception {
    Reply ahead = server.get("/api/v1/jobs", "Arkwright-Position", "999999999");
    assertThat(ahead.status()).isEqualTo(400);
    assertThat(ahead.json().path("detail").asText())
        .contains("999999999", "a position of this journal, which ends at ");
    for (String wrong : List.of("-1", "one", "1.5", "99999999999999999999")) {
      Reply refused = server.get("/api/v1/jobs", "Arkwright-Position", wrong);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().path("detail").asText()).contains(wrong);
    }
  }

  private long position() throws Exception {
    return server.get("/api/v1/events/last").json().path("number").asLong();
  }

  private String state(String path) throws Exception {
    return server.get(path).json().path("state").asText();
  }

  private List<String> states(String path) throws Exception {
    List<String> states = new ArrayList<>();
    server
        .get(path)
        .json()
        .path("jobs")
        .forEach(job -> states.add(job.path("name").asText() + " " + job.path("state").asText()));
    return states;
  }
}
