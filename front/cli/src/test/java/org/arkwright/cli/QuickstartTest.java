package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
  private static final String JOB = "GET /jobs/quickstart-definer-2m";

  @TempDir private Path home;
  private final FakeApi api = new FakeApi();
  private final CommandShell shell = new CommandShell();

  @BeforeEach
  void home() throws IOException {
    Files.writeString(home.resolve("admin.token"), FakeApi.TOKEN);
    Files.writeString(
        home.resolve("server.json"),
        "{\"url\":\"%s\",\"gateway\":\"http://127.0.0.1:1\",\"pid\":%d}"
            .formatted(api.url(), ProcessHandle.current().pid()));
    new FakeJob(api, 1, FakeJob.running(), FakeJob.ended("Failed", 3));
    api.on("GET /server", 200, "{}");
    api.on(
        "GET /projects/default/artifacts/dataset/wordnet/latest",
        200,
        "{\"ref\":\"dataset/wordnet@1\"}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void quickstart_thatStops_saysAtWhichStep_andSentWhatACallerWouldSend() {
    assertThat(shell.run("quickstart", "--home", home.toString())).isEqualTo(3);
    assertThat(sent("POST /trainings"))
        .containsExactly(
            "{\"name\":\"quickstart-definer-2m\",\"data\":\"wordnet\",\"model\":\"definer\","
                + "\"preset\":\"nano\",\"minutes\":2}");
    assertThat(shell.out())
        .contains("1/9  ", "skipped: already running", "skipped: already imported")
        .contains("--minutes 2 --name quickstart-definer-2m  # POST /api/v1/trainings")
        .doesNotContain("4/9");
    assertThat(shell.err()).contains("stops at step 3/9", "quickstart` resumes there");
  }

  @Test
  void chatModelThatLiesHere_isTalkedTo_theSmallestOfSeveral() throws IOException {
    Path models = Files.createDirectory(home.resolve("models"));
    Files.write(models.resolve("large.gguf"), new byte[9]);
    Files.write(models.resolve("small.gguf"), new byte[5]);
    Files.write(models.resolve("other.bin"), new byte[1]);
    shell.in(home).run("quickstart", "--home", home.toString());
    assertThat(shell.out()).contains("3/12  ");
    CommandShell told = new CommandShell().in(home).with("ARKWRIGHT_MODELS", "nowhere");
    told.run("quickstart", "--home", home.toString());
    assertThat(told.out()).contains("3/9  ");
  }

  @Test
  void chatModelThatIsNotThere_isRefusedBeforeAnythingIsDone() throws IOException {
    Files.write(home.resolve("model.bin"), new byte[5]);
    for (String wrong : List.of("none.gguf", "model.bin", ".")) {
      CommandShell other = new CommandShell().in(home);
      int code = other.run("quickstart", "--home", home.toString(), "--chat-model", wrong);
      assertThat(code).as(wrong).isEqualTo(2);
      assertThat(other.err()).contains("--chat-model is '" + wrong + "'");
    }
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void minutesThatCannotBe_areRefusedBeforeAnythingIsDone() {
    for (String wrong : List.of("0", "0.001", "-1", "two", "", "1000001")) {
      CommandShell other = new CommandShell();
      int code = other.run("quickstart", "--home", home.toString(), "--minutes=" + wrong);
      assertThat(code).as("'%s'", wrong).isEqualTo(2);
      assertThat(other.out()).doesNotContain("1/9");
      assertThat(other.err()).contains("--minutes");
    }
    assertThat(sent("POST /trainings")).isEmpty();
  }

  @Test
  void quickstart_whoseTrainingGoesOn_followsIt_andBeginsNoOther() {
    api.on(JOB, 200, "{\"id\":\"" + FakeJob.ID + "\",\"name\":\"q\",\"state\":\"Running\"}");
    assertThat(shell.run("quickstart", "--home", home.toString())).isEqualTo(3);
    assertThat(sent("POST /trainings")).isEmpty();
    assertThat(shell.err()).contains("» job " + FakeJob.ID);
  }

  @Test
  void quickstart_whoseTrainingFailed_beginsAnother() {
    api.on(JOB, 200, "{\"id\":\"" + FakeJob.ID + "\",\"name\":\"q\",\"state\":\"Failed\"}");
    assertThat(shell.run("quickstart", "--home", home.toString())).isEqualTo(3);
    assertThat(sent("POST /trainings")).hasSize(1);
  }

  @Test
  void quickstart_whoseModelCameOfThatTraining_goesOnToTheNextStep() {
    api.on(JOB, 200, "{\"id\":\"" + FakeJob.ID + "\",\"name\":\"q\",\"state\":\"Succeeded\"}");
    String model = "GET /projects/default/artifacts/model/definer/latest";
    String version =
        "{\"ref\":\"model/definer@1\",\"lineage\":{\"job\":\"%s\",\"inputs\":{\"data\":\"%s\"}}}";
    api.on(model, 200, version.formatted(FakeJob.ID, "dataset/wordnet@1"));
    assertThat(shell.run("quickstart", "--home", home.toString())).isNotZero();
    assertThat(shell.out()).contains("skipped: already trained", "4/9");
    assertThat(sent("POST /trainings")).isEmpty();
    assertThat(sent("PUT /projects/default/deployments/definer")).hasSize(1);

    api.on(model, 200, version.formatted(FakeJob.ID, "dataset/wordnet@0"));
    shell.run("quickstart", "--home", home.toString());
    assertThat(sent("POST /trainings")).hasSize(1);
  }

  private List<String> sent(String line) {
    return api.requests().stream()
        .filter(request -> request.line().equals(line))
        .map(FakeApi.Request::body)
        .toList();
  }
}
