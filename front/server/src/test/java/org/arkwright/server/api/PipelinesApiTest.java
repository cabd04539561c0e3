package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.unit.Bytes;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesApiTest {
  private static final String WORDS =
      """
      name: words
      steps:
        make: {command: [a]}
        count: {command: [b], after: make}
        big: {command: [c], resources: {cpus: 4}}
        huge: {command: [c], resources: {cpus: 4}}
      """;

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
  void submit_show_explain_andRunToItsEnd() throws Exception {
    Reply created = server.send("POST", "/api/v1/pipelines", WORDS);
    assertThat(created.status()).isEqualTo(201);
    String id = created.json().path("id").asText();
    assertThat(server.send("POST", "/api/v1/pipelines", WORDS).status()).isEqualTo(200);
    assertThat(violations("/api/v1/pipelines/words", "Pipeline")).isEmpty();
    assertThat(violations("/api/v1/pipelines", "PipelinePage")).isEmpty();

    JobId make = job("make");
    server.awaitState(make, "Running");
    JsonNode waits = server.get("/api/v1/pipelines/words/explain").json().path("steps");
    assertThat(waits.toString())
        .contains("waits for step make, which runs since ", " as job " + make)
        .contains("\"code\":\"WaitingForStep\"", "the success of step make");
    JsonNode step = server.get("/api/v1/jobs/words-count/explain").json();
    assertThat(step.path("reason").path("text").asText()).startsWith("waits for step make");
    assertThat(step.path("pipeline").asText()).isEqualTo(id);
    assertThat(violations("/api/v1/jobs/words-count/explain", "Explanation")).isEmpty();

    server.engine.end(make, new RankExit.Exited(0));
    server.await(make);
    for (String name : List.of("count", "big", "huge")) {
      JobId job = job(name);
      server.awaitState(job, "Running");
      server.engine.end(job, new RankExit.Exited(0));
      server.await(job);
    }
    JsonNode ended = server.get("/api/v1/pipelines/" + id).json();
    assertThat(ended.path("state").asText()).isEqualTo("Succeeded");
    assertThat(ended.path("steps").path(1).path("name").asText()).isEqualTo("count");
    assertThat(ended.path("steps").findValuesAsText("state")).containsOnly("Succeeded");
    JsonNode listed = server.get("/api/v1/pipelines?name=words&state=Succeeded").json();
    assertThat(listed.path("pipelines").path(0).path("stepStates").path("Succeeded").asInt())
        .isEqualTo(4);
    assertThat(violations("/api/v1/pipelines/" + id, "Pipeline")).isEmpty();
  }

  @Test
  void explain_ofAStepBehindOneThatWaits_namesWhatItWaitsForInTheEnd() throws Exception {
    String chain =
        """
        name: words
        steps:
          make: {command: [a]}
          count: {command: [b], after: make}
          sort: {command: [b], after: count}
          print: {command: [b], after: sort}
        """;
    assertThat(server.send("POST", "/api/v1/pipelines", chain).status()).isEqualTo(201);
    JobId make = job("make");
    server.awaitState(make, "Running");
    JsonNode print = server.get("/api/v1/jobs/words-print/explain").json();
    assertThat(print.path("reason").path("text").asText())
        .startsWith("waits for step sort, which waits in turn for step make, which runs since ")
        .endsWith(" as job " + make);
    assertThat(print.path("reason").toString()).contains("\"" + make + "\"");
    assertThat(server.get("/api/v1/jobs/words-sort/explain").json().at("/reason/text").asText())
        .startsWith("waits for step count, which waits in turn for step make, which runs since ");
  }

  @Test
  void explain_saysWhyAStepRan_alsoOfAPipelineThatHasEnded() throws Exception {
    String first = server.send("POST", "/api/v1/pipelines", made("1")).json().path("id").asText();
    JobId before = job("make");
    server.awaitState(before, "Running");
    assertThat(anew("words").path("code").asText()).isEqualTo("NothingBefore");
    server.engine.end(before, 0, new RankExit.Exited(0), stored('a'));
    server.await(before);
    assertThat(server.send("POST", "/api/v1/pipelines", made("2")).status()).isEqualTo(201);
    JobId make = job("make");
    server.awaitState(make, "Running");
    JsonNode why = anew("words");
    assertThat(why.path("code").asText()).isEqualTo("Changed");
    assertThat(why.path("kept").asText()).isEqualTo("dataset/made@1");
    assertThat(why.path("differs").path(0).asText()).isEqualTo("env.SEED");
    server.engine.end(make, 0, new RankExit.Exited(0), stored('b'));
    server.await(make);
    assertThat(anew("words")).isEqualTo(why);
    assertThat(anew(first).path("code").asText()).isEqualTo("NothingBefore");
    assertThat(violations("/api/v1/pipelines/words/explain", "Pipeline")).isEmpty();
  }

  private static String made(String seed) {
    return """
    name: words
    steps:
      make: {command: [a], env: {SEED: "%s"}, outputs: {out: dataset/made}}
    """
        .formatted(seed);
  }

  private static StoredOutputs stored(char content) {
    SortedMap<String, StoredFiles> files = new TreeMap<>();
    files.put(
        "out", new StoredFiles(new Digest(String.valueOf(content).repeat(64)), new Bytes(1), 1));
    return new StoredOutputs(files, Optional.empty());
  }

  private JsonNode anew(String pipeline) throws Exception {
    return server
        .get("/api/v1/pipelines/" + pipeline + "/explain")
        .json()
        .path("steps")
        .path(0)
        .path("ranAnew");
  }

  @Test
  void cancel_reachesTheJobs_andIsShown() throws Exception {
    assertThat(server.send("POST", "/api/v1/pipelines", WORDS).status()).isEqualTo(201);
    JobId make = job("make");
    server.awaitState(make, "Running");
    Reply cancelled = server.send("POST", "/api/v1/pipelines/words/cancel", "");
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.json().path("state").asText()).isIn("Stopping", "Cancelled");
    server.await(make);
    JsonNode ended = server.get("/api/v1/pipelines/words").json();
    assertThat(ended.path("steps").path(1).path("state").asText()).isEqualTo("Cancelled");
    assertThat(server.send("POST", "/api/v1/pipelines/words/cancel", "").status()).isEqualTo(200);
  }

  @Test
  void badInput_isRefusedWithLineStepAndField() throws Exception {
    Reply cycle =
        server.send(
            "POST",
            "/api/v1/pipelines",
            "name: w\nsteps:\n  a: {command: [x], after: b}\n  b: {command: [x], after: a}\n");
    assertThat(cycle.status()).isEqualTo(400);
    assertThat(cycle.json().path("detail").asText()).startsWith("line 3:").contains("a → b → a");
    Reply input =
        server.send(
            "POST",
            "/api/v1/pipelines",
            "{name: w, steps: {a: {command: [x], inputs: {in: dataset/gone}}}}");
    assertThat(input.status()).isEqualTo(404);
    assertThat(input.json().path("detail").asText())
        .contains("'dataset/gone'", "step 'a', inputs.in");
    Reply folder =
        server.send(
            "POST", "/api/v1/pipelines/check", "{name: w, steps: {a: {command: [x], code: [b]}}}");
    assertThat(folder.status()).isEqualTo(200);
    assertThat(server.get("/api/v1/pipelines/gone").status()).isEqualTo(404);
    assertThat(server.get("/api/v1/pipelines?state=Odd").status()).isEqualTo(400);
  }

  private JobId job(String step) throws Exception {
    for (JsonNode each : server.get("/api/v1/pipelines/words").json().path("steps")) {
      if (each.path("name").asText().equals(step)) {
        return JobId.parse(each.path("job").asText()).orElseThrow();
      }
    }
    throw new AssertionError("no step " + step);
  }

  private List<String> violations(String path, String schema) throws Exception {
    JsonNode document = server.get("/api/v1/openapi.json").json();
    List<String> violations = new ArrayList<>();
    new SchemaCheck(document).check(server.get(path).json(), schema, violations);
    return violations;
  }
}
