package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.terminal.BrailleChart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainTest {
  private static final String LOG =
      """
      read 1 file, 10 bytes: 5 tokens
      step 1/0 loss 7.6000 lr 4.00e-05 tokens/s 900 eta 0
      step 50/100 loss 4.2500 lr 2.00e-03 tokens/s 20000 eta 61
      validation step 50 loss 4.3000 perplexity 73.70
      step 100/100 loss 3.5000 lr 4.00e-04 tokens/s 20100 eta 0
      wrote the model to /somewhere
      """;

  private final FakeApi api = new FakeApi();

  @BeforeEach
  void node() {
    new FakeJob(
        api, 1, FakeJob.running(), FakeJob.ended("Succeeded", 0) + ",\"project\":\"default\"");
    api.on("GET /jobs/" + FakeJob.ID + "/logs", e -> FakeApi.send(e, 200, LOG));
    api.on(
        "GET /projects/default/artifacts/model/definer/latest",
        200,
        "{\"ref\":\"model/definer@7\",\"lineage\":{\"job\":\"" + FakeJob.ID + "\"}}");
    api.on("GET /nodes", 200, "{\"nodes\":[{\"name\":\"box\",\"cpus\":{\"total\":4,\"free\":4}}]}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void train_submitsAJobWithInputAndOutputArtifacts() {
    CommandShell shell = CommandShell.at(api);

    assertThat(
            shell.run(
                "train",
                "--data",
                "wordnet@3",
                "--model",
                "definer",
                "--ranks",
                "2",
                "--steps",
                "100",
                "--from",
                "old"))
        .isZero();
    String body =
        api.requests().stream()
            .filter(request -> request.line().startsWith("POST /trainings"))
            .findFirst()
            .orElseThrow()
            .body();
    assertThat(body)
        .isEqualTo(
            "{\"data\":\"wordnet@3\",\"model\":\"definer\",\"from\":\"old\",\"ranks\":2,"
                + "\"resources\":{},\"steps\":\"100\"}");
    assertThat(shell.out()).contains("registered as model/definer@7");
  }

  @Test
  void train_asJson_printsItemsAlone_andTheVersionAtTheEnd() throws Exception {
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("train", "--data", "w", "--model", "definer", "-o", "json")).isZero();
    List<JsonNode> items = new ArrayList<>();
    for (String line : shell.out().lines().toList()) {
      items.add(new JsonMapper().readTree(line));
    }
    assertThat(items)
        .extracting(item -> item.path("type").asText())
        .contains("state", "log", "job");
    assertThat(items.getLast().path("artifact").asText()).isEqualTo("model/definer@7");
    assertThat(shell.err()).doesNotContain("»");
  }

  @Test
  void train_hyperparameters_goToTheTrainer() {
    CommandShell shell = CommandShell.at(api);
    String options =
        "--layers 2 --hidden 64 --intermediate 128 --heads 2 --vocabulary 300 --context 32 --batch"
            + " 4 --accumulation 2 --learning-rate 0.01 --warm-up 5 --weight-decay 0 --clip 1.5"
            + " --validation 0.1 --checkpoint-seconds 60 --precision float32";

    assertThat(shell.run(("train --data w --model m --cpus 0.5 --detach " + options).split(" ")))
        .as(shell.err())
        .isZero();
    assertThat(api.requests().getLast().body())
        .contains("\"learningRate\":\"0.01\"", "\"warmUp\":\"5\"", "\"precision\":\"float32\"")
        .contains("\"resources\":{\"cpus\":0.5}");
  }

  @Test
  void train_settingThatTheServerRefuses_isNamedAsTheOptionThatItWas() {
    api.on(
        "POST /trainings",
        400,
        "{\"status\":400,\"detail\":\"x\",\"problems\":[{\"field\":\"learningRate\",\"message\":"
            + "\"learningRate is '2', expected a number from 0.000000001 to 1\"}]}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("train", "--data", "w", "--model", "m", "--learning-rate", "2"))
        .isEqualTo(2);
    assertThat(shell.err()).contains("--learning-rate is '2', expected a number from");
  }

  @Test
  void train_dataThatTheServerRefuses_isWrongUseInTheWordsOfTheOptions() {
    api.on(
        "POST /trainings",
        400,
        "{\"status\":400,\"detail\":\"x\",\"problems\":[{\"field\":\"data\",\"message\":"
            + "\"data is dataset/w@1: it has no text\"}]}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("train", "--data", "w", "--model", "m")).isEqualTo(2);
    assertThat(shell.err()).contains("--data is dataset/w@1: it has no text");
  }

  @Test
  void train_onADevice_requestsOnePerRank() {
    CommandShell shell = CommandShell.at(api);

    assertThat(
            shell.run(
                "train", "--data", "wordnet", "--model", "definer", "--device", "h100", "--detach"))
        .isZero();
    assertThat(api.requests().getLast().body())
        .contains("\"devices\":{\"kind\":\"h100\",\"count\":1}");
  }

  @Test
  void train_withoutAScreen_printsTenthsOfTheRun() {
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("train", "--data", "wordnet", "--model", "definer")).isZero();
    assertThat(shell.out())
        .contains("read 1 file", "measuring  loss 7.600", " 50%  loss 4.250  20,000 tokens/s")
        .contains("1:01 left", "100%  loss 3.500", "wrote the model")
        .doesNotContain("\r", "⣀", "validation");
  }

  @Test
  void train_onAScreen_drawsABarAndTheCurve() {
    CommandShell shell = CommandShell.at(api).columns(80);

    assertThat(shell.run("train", "--data", "wordnet", "--model", "definer")).isZero();
    assertThat(shell.out()).contains("\r████████████░░░░░░░░░░░░   50%", "7.600 ┤", "3.500 ┤");
  }

  @Test
  void chart_fallingCurve_goesFromTheTopLeftToTheBottomRight() {
    List<String> lines =
        new BrailleChart(
                List.of(
                    new BrailleChart.Point(0, 3),
                    new BrailleChart.Point(10, 1),
                    new BrailleChart.Point(20, 1)))
            .lines(30, 4);

    assertThat(lines).hasSize(6);
    assertThat(lines.getFirst()).matches("       3 ┤[⠁-⣿]+⠀+");
    assertThat(lines.get(3)).matches("       1 ┤⠀+[⠁-⣿]*⣀+");
    assertThat(lines.getLast()).matches(" {10}0 +20");
    assertThat(new BrailleChart(List.of()).lines(30, 4)).isEmpty();
  }
}
