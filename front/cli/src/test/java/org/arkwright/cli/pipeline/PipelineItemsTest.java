package org.arkwright.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.CommandShell;
import org.arkwright.cli.FakeApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineItemsTest {
  private static final String ENDED =
      """
      {"id":"p1","name":"words","project":"default","state":"Failed","steps":[
       {"name":"two","state":"NotRun","needs":["one"],"outputs":{},"why":"step one did not succeed"},
       {"name":"one","state":"Failed","needs":["zero"],"job":"j1","outputs":{}},
       {"name":"zero","state":"Reused","needs":[],"outputs":{"out":"dataset/a@4"}}]}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(
        folder.resolve("p.yaml"),
        """
        name: words
        steps:
          zero: {command: [a], workingDirectory: /tmp, outputs: {out: dataset/a}}
          one: {command: [a], workingDirectory: /tmp, inputs: {in: dataset/a}}
          two: {command: [a], workingDirectory: /tmp, after: one}
        """);
  }

  @Test
  void run_asJson_printsAnItemForEachStep_andHowItEnded() throws Exception {
    try (FakeApi api = new FakeApi()) {
      api.on("POST /pipelines/check", 200, "{}");
      api.on("POST /pipelines", 201, ENDED);
      api.on("GET /jobs/j1", 200, "{\"id\":\"j1\",\"state\":\"Failed\"}");
      CommandShell shell = CommandShell.at(api).in(folder);

      assertThat(shell.run("pipeline", "run", "p.yaml", "-o", "json")).as(shell.err()).isEqualTo(1);
      List<JsonNode> items = new ArrayList<>();
      for (String line : shell.out().lines().toList()) {
        items.add(new JsonMapper().readTree(line));
      }
      assertThat(items)
          .extracting(item -> item.path("type").asText() + " " + item.path("state").asText())
          .containsExactly("step done", "step failed", "step not-run", "pipeline Failed");
      assertThat(items.getFirst().path("detail").asText()).contains("unchanged: dataset/a@4");
      assertThat(items.get(1).path("detail").asText()).contains("arkwright logs j1");
      assertThat(items.getLast().path("succeeded").asBoolean()).isFalse();
    }
  }

  @Test
  void run_saysOnceOfAStep_whyItRunsAnew() throws Exception {
    try (FakeApi api = new FakeApi()) {
      String steps =
          """
          {"id":"p1","name":"words","project":"default","state":"STATE","steps":[
           {"name":"zero","state":"STEP","needs":[],"job":"j1","jobState":"JOB","outputs":{}}]}
          """;
      api.on("POST /pipelines/check", 200, "{}");
      api.on(
          "POST /pipelines",
          201,
          steps.replace("STATE", "Running").replace("STEP", "Started").replace("JOB", "Running"));
      api.on(
          "GET /pipelines/p1",
          200,
          steps.replace("STATE", "Succeeded").replace("STEP", "Succeeded").replace("JOB", ""));
      api.on(
          "GET /pipelines/p1/explain",
          200,
          """
          {"id":"p1","steps":[{"name":"zero","state":"Started","job":"j1",
           "ranAnew":{"code":"Changed","text":"command differs from what made dataset/a@4"}}]}
          """);
      CommandShell shell = CommandShell.at(api).in(folder);

      assertThat(shell.run("pipeline", "run", "p.yaml")).as(shell.err()).isZero();
      assertThat(shell.out().lines())
          .containsExactly(
              "words  pipeline p1",
              "└─ » zero  job j1  Running  ran anew: command differs from what made dataset/a@4",
              "└─ ✓ zero  done");
      assertThat(api.requests()).filteredOn(each -> each.line().endsWith("/explain")).hasSize(1);
    }
  }

  @Test
  void run_fileThatTheServerRefuses_sendsNothingElse() throws Exception {
    try (FakeApi api = new FakeApi()) {
      api.on(
          "POST /pipelines/check",
          400,
          """
          {"type":"urn:arkwright:problem:invalid","status":400,"detail":"line 3: no",
           "problems":[{"line":3,"field":"steps.zero","message":"line 3: no such thing"}]}
          """);
      CommandShell shell = CommandShell.at(api).in(folder);

      assertThat(shell.run("pipeline", "run", "p.yaml")).isEqualTo(2);
      assertThat(shell.err()).contains("line 3: no such thing");
    }
  }

  @Test
  void explain_ofAPipeline_inThePastToo_andOfWhatIsNeither_saysSo() throws Exception {
    try (FakeApi api = new FakeApi()) {
      String none =
          "{\"type\":\"urn:arkwright:problem:not-found\",\"status\":404,\"detail\":\"no job %s\"}";
      api.on("GET /jobs/words/explain", 404, none.formatted("words"));
      api.on("GET /jobs/odd/explain", 404, none.formatted("odd"));
      api.on("GET /pipelines/odd/explain", 404, none.formatted("odd"));
      api.on(
          "GET /pipelines/words/explain",
          exchange ->
              FakeApi.send(
                  exchange,
                  200,
                  "{\"state\":\"Running\",\"steps\":[{\"name\":\"at %s\"}]}"
                      .formatted(FakeApi.parameter(exchange, "at"))));
      CommandShell shell = CommandShell.at(api).in(folder);

      assertThat(shell.run("explain", "words", "--at", "1200")).as(shell.err()).isZero();
      assertThat(shell.out()).contains("at 1200");
      assertThat(shell.run("explain", "odd", "--at", "1200")).isEqualTo(1);
      assertThat(shell.err()).contains("no job odd");
      assertThat(shell.run("explain", "words")).isZero();
    }
  }

  @Test
  void explain_ofAPipeline_saysWhyAStepRanAnew() throws Exception {
    try (FakeApi api = new FakeApi()) {
      api.on("GET /jobs/words/explain", 404, "{\"status\":404,\"detail\":\"no job words\"}");
      api.on(
          "GET /pipelines/words/explain",
          200,
          """
          {"state":"Running","steps":[{"name":"sort","state":"Started","jobState":"Queued",
           "reason":{"text":"2 cores are free, 4 are wanted"},
           "ranAnew":{"code":"Changed","text":"env.STEP differs","differs":["env.STEP"]}}]}
          """);
      CommandShell shell = CommandShell.at(api).in(folder);

      assertThat(shell.run("explain", "words")).isZero();
      assertThat(shell.out())
          .contains("Queued", "2 cores are free, 4 are wanted; ran anew: env.STEP differs")
          .doesNotContain("Started");
    }
  }

  @Test
  void show_saysOfWhatAStepFailed() throws Exception {
    try (FakeApi api = new FakeApi()) {
      api.on(
          "GET /pipelines/words",
          200,
          """
          {"id":"p1","name":"words","project":"default","state":"Failed","steps":[
           {"name":"clean","state":"Failed","job":"0123456789abd","outputs":{}},
           {"name":"count","state":"NotRun","outputs":{},"why":"step clean did not succeed"}]}
          """);
      api.on(
          "GET /jobs/0123456789abd",
          200,
          """
          {"id":"0123456789abd","state":"Failed",
           "cause":{"type":"RankFailed","text":"rank 0 exited with code 3"}}
          """);
      CommandShell shell = CommandShell.at(api).in(folder).columns(200);

      assertThat(shell.run("pipeline", "words")).as(shell.err()).isZero();
      assertThat(shell.out())
          .contains("rank 0 exited with code 3; see `arkwright logs 0123456789abd`")
          .contains("step clean did not succeed");
    }
  }

  @Test
  void show_ls_cancel_andLogsOfAStepThatWaits() throws Exception {
    try (FakeApi api = new FakeApi()) {
      String waiting =
          """
          {"id":"p1","name":"words","project":"default","state":"Running","steps":[
           {"name":"one","state":"Waiting","needs":[],"outputs":{},
            "reason":{"code":"WaitingForStep","text":"waits for step zero, which is queued"}}]}
          """;
      api.on("GET /pipelines/words", 200, waiting);
      api.on("POST /pipelines/words/cancel", 200, waiting);
      CommandShell shell = CommandShell.at(api).in(folder);

      assertThat(shell.run("pipeline", "words")).as(shell.err()).isZero();
      assertThat(shell.out()).contains("one", "Waiting", "waits for step zero");
      assertThat(shell.run("pipeline", "cancel", "words")).isZero();
      assertThat(shell.run("pipeline", "logs", "words", "one")).isEqualTo(1);
      assertThat(shell.err()).contains("it waits for step zero");
      assertThat(shell.run("pipeline", "logs", "words", "odd")).isEqualTo(2);
      assertThat(shell.err()).contains("one of one");
    }
  }
}
