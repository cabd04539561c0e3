package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogsTest {
  private static final String POSITION = "GET /jobs/" + FakeJob.ID + "/logs/position";
  private final FakeApi api = new FakeApi();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void logs_ofATail_beginWhereTheServerSays() {
    new FakeJob(api, 1, FakeJob.ended("Succeeded", 0));
    api.on(POSITION, 200, "{\"offset\":%d}".formatted("first of 0\n".length()));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("logs", FakeJob.ID, "--tail", "1", "--since", "1h")).isZero();
    assertThat(shell.out()).isEqualTo("second of 0\n");
    assertThat(api.requests())
        .anyMatch(request -> request.line().contains("tail=1&since=2030-01-01T11:00:00Z"));
  }

  @Test
  void logs_ofNothing_nameBothThatWereLookedFor() throws IOException {
    api.on("GET /jobs/nosuch", 404, "{\"title\":\"there is no job 'nosuch'\"}");
    api.on("GET /projects/default/deployments/nosuch", 404, "{\"title\":\"none\"}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("logs", "nosuch", "-o", "json")).isEqualTo(1);
    var error = new JsonMapper().readTree(shell.err()).path("error");
    assertThat(error.path("code").asText()).isEqualTo("not-found");
    assertThat(error.path("message").asText()).isEqualTo("there is no job or deployment 'nosuch'");
  }

  @Test
  void logs_withTimestamps_beginWithTheWorkersTimes() {
    new FakeJob(api, 1, FakeJob.ended("Succeeded", 0));
    api.on(
        "GET /jobs/" + FakeJob.ID + "/logs/times",
        200,
        """
        {"marks":[{"size":11,"at":"2030-01-01T11:00:01.500Z"},
                  {"size":23,"at":"2030-01-01T11:00:04Z"}]}\
        """);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("logs", FakeJob.ID, "-t")).isZero();
    assertThat(shell.out())
        .isEqualTo("2030-01-01T11:00:01Z first of 0\n2030-01-01T11:00:04Z second of 0\n");
  }

  @Test
  void logs_asJson_areItemsByLine() throws IOException {
    new FakeJob(api, 2, FakeJob.ended("Succeeded", 0));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("logs", FakeJob.ID, "--rank", "1", "-o", "json")).isZero();
    assertThat(shell.out().lines().count()).isEqualTo(2);
    var first = new JsonMapper().readTree(shell.out().lines().findFirst().orElseThrow());
    assertThat(first.path("rank").asInt()).isEqualTo(1);
    assertThat(first.path("text").asText()).isEqualTo("first of 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--rank 5      | --rank is '5'       | 0 to 1",
        "--rank -1     | --rank is '-1'      | 0 to 1",
        "--attempt 4   | --attempt is '4'    | 1, the only attempt",
        "--tail -3     | --tail is '-3'      | from 0",
        "--since noon  | --since is 'noon'   | how long ago",
        "--since=-5m   | --since is '-5m'    | how long ago",
      })
  void logs_outOfRange_saysTheRange(String option, String what, String expected) {
    new FakeJob(api, 2, FakeJob.ended("Succeeded", 0));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run(("logs " + FakeJob.ID + " " + option).split(" "))).isEqualTo(2);
    assertThat(shell.err()).contains(what, expected);
  }

  @Test
  void logs_ofADeployment_areThoseOfItsReplicas() {
    new FakeJob(api, 1, FakeJob.running());
    api.on(
        "GET /projects/default/deployments/web",
        200,
        """
        {"name":"web","replicas":[{"job":"%s","name":"web-g1-1"},
                                  {"job":"%s","name":"web-g1-2"}]}\
        """
            .formatted(FakeJob.ID, FakeJob.ID));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("logs", "web")).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            [web-g1-1] first of 0
            [web-g1-1] second of 0
            [web-g1-2] first of 0
            [web-g1-2] second of 0
            """);
    CommandShell neither = CommandShell.at(api);
    assertThat(neither.run("logs", "nobody")).isEqualTo(1);
    assertThat(neither.err()).contains("error: ");
  }

  @Test
  void run_end_isShownAfterTheLastOutput() throws IOException {
    new FakeJob(api, 1, FakeJob.running(), FakeJob.ended("Succeeded", 0));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("run", "-o", "json", "--", "true")).isZero();
    var items = shell.out().lines().toList();
    assertThat(items.get(items.size() - 2)).contains("\"state\":\"Succeeded\"");
    assertThat(items.getLast()).startsWith("{\"type\":\"job\"");
    assertThat(items).anyMatch(item -> item.contains("second of 0"));
  }

  @Test
  void logsFollow_anotherAttemptBegins_saysSo() {
    new FakeJob(
        api,
        1,
        FakeJob.running(),
        FakeJob.running(),
        "\"state\":\"Running\",\"attempts\":2,\"nodes\":[\"box\"]",
        "\"state\":\"Succeeded\",\"attempts\":2,\"exitCode\":0");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("logs", "-f", FakeJob.ID)).isZero();
    assertThat(shell.err()).contains("attempt 2 begins");
  }
}
