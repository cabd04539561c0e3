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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            .filter(request -> request.line().startsWith("POST /jobs"))
            .findFirst()
            .orElseThrow()
            .body();
    assertThat(body)
        .contains("\"name\":\"train-definer\"", "\"ranks\":2", "\"cpus\":2")
        .contains("\"topology\":\"same-node\"", "\"OMP_NUM_THREADS\":\"2\"")
        .contains("\"inputs\":{\"data\":\"dataset/wordnet@3\",\"base\":\"model/old@latest\"}")
        .contains("\"outputs\":{\"model\":\"model/definer\"}")
        .contains("work train --name definer --preset nano --steps 100")
        .contains("\"finalExits\":[2]");
    assertThat(api.requests())
        .anyMatch(request -> request.line().startsWith("POST /jobs?training=128"));
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
    assertThat(api.requests().getLast().line()).contains("/jobs?training=32");
    assertThat(api.requests().getLast().body())
        .contains(" --preset nano " + options)
        .contains("\"cpus\":0.5", "\"OMP_NUM_THREADS\":\"1\"");
  }

  @Test
  void train_moreRanksThanFreeCores_sharesACore() {
    api.on("GET /nodes", 200, "{\"nodes\":[{\"name\":\"box\",\"cpus\":{\"total\":2,\"free\":1}}]}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("train", "--data", "w", "--model", "m", "--ranks", "2", "--detach"))
        .isZero();
    assertThat(api.requests().getLast().body()).contains("\"cpus\":0.5");
  }

  @ParameterizedTest
  @CsvSource({
    "--steps 0,whole number from 1",
    "--minutes -1,'--minutes is ''-1'', expected a number from 0.01'",
    "--minutes 0,from 0.01",
    "--tokens 1.5,whole number",
    "--layers 0,from 1 to 1000",
    "--heads 3,heads of an even width",
    "--learning-rate 2,from 0.000000001 to 1",
    "--learning-rate nan,from 0.000000001 to 1",
    "--learning-rate 0,from 0.000000001 to 1",
    "--steps -3,whole number from 1",
    "--vocabulary 0,from 257",
    "--seed -1,from 0",
    "--batch 1000000 --context 1000,'--batch is 1000000 and --context is 1000, expected at most'",
    "--validation 0.6,from 0 to 0.5",
    "--precision half,'auto, float32 or bfloat16'",
    "--cpus 0,cores from 0.1",
    "--cpus two,cores from 0.1",
    "--from old --layers 3,does not go with --from",
  })
  void train_valueOutsideItsRange_isRefusedByName(String options, String expected) {
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run(("train --data w --model m " + options).split(" "))).isEqualTo(2);
    assertThat(shell.err()).contains(options.replaceFirst(" .*", "").replace("--from", "--layers"));
    assertThat(shell.err()).contains(expected);
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void train_dataThatTheServerRefuses_isWrongUseInTheWordsOfTheOptions() {
    api.on(
        "POST /jobs",
        400,
        "{\"status\":400,\"detail\":\"x\",\"problems\":[{\"field\":\"inputs.data\",\"message\":"
            + "\"inputs.data is dataset/w@1: it has no text\"}]}");
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
        .contains("\"devices\":{\"kind\":\"h100\",\"count\":1}", " --device cuda");
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
  void train_invalidArguments_areRefusedBeforeAnythingIsSent() {
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("train", "--data", "w", "--model", "m", "--preset", "huge")).isEqualTo(2);
    assertThat(shell.run("train", "--data", "w", "--model", "m", "--steps", "1;reboot"))
        .isEqualTo(2);
    assertThat(shell.run("train", "--data", "w", "--model", "m", "--steps", "1", "--tokens", "2"))
        .isEqualTo(2);
    assertThat(api.requests()).isEmpty();
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
