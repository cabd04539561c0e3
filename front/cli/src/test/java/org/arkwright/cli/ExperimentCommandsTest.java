package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that ask the tracking API, and what they make of its refusals. */
class ExperimentCommandsTest {
  private final FakeApi api = new FakeApi();

  @BeforeEach
  void experiments() {
    api.on(
        "POST /mlflow/experiments/search",
        200,
        "{\"experiments\":[{\"experiment_id\":\"1\",\"name\":\"lm\"}]}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs lm", "experiment export lm"})
  void filterThatTheServerRefuses_isReportedInItsWords(String command) throws Exception {
    api.on(
        "POST /mlflow/runs/search",
        400,
        "{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"Invalid filter 'foo': expected a"
            + " comparison\"}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run((command + " --filter foo -o json").split(" "))).isEqualTo(2);
    var error = new JsonMapper().readTree(shell.err()).path("error");
    assertThat(error.path("message").asText())
        .isEqualTo("Invalid filter 'foo': expected a comparison");
    assertThat(error.path("code").asText()).isEqualTo("invalid");
  }

  @Test
  void download_writesTheFilesOfARun(@TempDir Path folder) {
    api.on(
        "GET /mlflow/runs/get",
        200,
        "{\"run\":{\"info\":{\"run_id\":\"r\",\"experiment_id\":\"1\",\"run_name\":\"lr-1\"}}}");
    api.on(
        "GET /mlflow/artifacts/list",
        200,
        "{\"files\":[{\"path\":\"plots/loss.txt\",\"is_dir\":false,\"file_size\":5}]}");
    api.on("GET /get-artifact", 200, "hello");
    CommandShell shell = CommandShell.at(api);
    Path out = folder.resolve("out");

    assertThat(shell.run("experiment", "download", "r", out.toString())).isZero();
    assertThat(out.resolve("plots/loss.txt")).hasContent("hello");
    assertThat(shell.out()).contains("1 files", "5 B", "lr-1");
    assertThat(api.requests().getLast().line())
        .isEqualTo("GET /get-artifact?run_id=r&path=plots/loss.txt");

    Path roundabout = folder.resolve("./again");
    assertThat(shell.run("experiment", "download", "r", roundabout.toString())).isZero();
    assertThat(folder.resolve("again/plots/loss.txt")).hasContent("hello");

    assertThat(shell.run("experiment", "download", "r", out.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("is not empty");
  }

  @Test
  void deploy_modelByAnAlias_sendsTheNumberThatItStandsFor() {
    api.on(
        "GET /mlflow/registered-models/alias",
        200,
        "{\"model_version\":{\"version\":\"3\",\"artifact\":\"model/definer@3\"}}");
    api.on("PUT /projects/lab/deployments/define", 200, "{\"name\":\"define\"}");
    CommandShell shell = CommandShell.at(api);

    shell.run("deploy", "lab/define", "--model", "definer@best", "--detach");
    assertThat(api.requests())
        .anyMatch(request -> request.line().endsWith("alias?name=definer&alias=best"))
        .anyMatch(request -> request.body().contains("\"model\":\"definer@3\""));
  }

  @Test
  void deploy_modelByAnAliasThatIsNone_saysWhatIsExpected() {
    api.on("GET /mlflow/registered-models/alias", 404, "{\"message\":\"no alias\"}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("deploy", "define", "--model", "definer@best")).isEqualTo(1);
    assertThat(shell.err())
        .contains(
            "model 'definer' has no alias 'best'", "expected: a number, 'latest', or an alias");
    api.on(
        "GET /mlflow/registered-models/alias",
        200,
        "{\"model_version\":{\"version\":\"3\",\"source\":\"s3://b/m\"}}");
    CommandShell other = CommandShell.at(api);
    assertThat(other.run("deploy", "define", "--model", "definer@best")).isEqualTo(1);
    assertThat(other.err()).contains("is version 3 of definer", "s3://b/m");
  }

  @Test
  void deploy_modelByNumber_asksNobody() {
    api.on("PUT /projects/default/deployments/define", 200, "{\"name\":\"define\"}");
    CommandShell.at(api).run("deploy", "define", "--model", "definer@7", "--detach");
    assertThat(api.requests()).noneMatch(request -> request.line().contains("mlflow"));
  }
}
