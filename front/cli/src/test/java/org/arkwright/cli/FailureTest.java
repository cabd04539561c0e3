package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
  private final FakeApi api = new FakeApi();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void problem_isPrintedWithExpectationAndAdvice() {
    api.on(
        "POST /jobs/train/cancel",
        404,
        """
        {"type":"about:blank","title":"Not found","status":404,"detail":"no job is named 'train'",
         "offending":"train","expected":"the id or name of a live job",
         "advice":"List them with `arkwright jobs`"}\
        """);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("cancel", "train")).isEqualTo(1);
    assertThat(shell.err())
        .isEqualTo(
            """
            error: no job is named 'train'
              expected: the id or name of a live job
              List them with `arkwright jobs`.
            """);
  }

  @Test
  void problem_ofADocument_listsEveryError() {
    api.on(
        "POST /jobs",
        400,
        """
        {"title":"The job spec is wrong","status":400,
         "problems":[{"line":3,"field":"rank",
                      "message":"unknown field 'rank'; did you mean ranks?"},
                   {"line":7,"message":"line 7: 'x' is not a number"}]}\
        """);
    CommandShell shell = CommandShell.at(api).typing("rank: 2\n");

    assertThat(shell.run("submit", "-")).isEqualTo(1);
    assertThat(shell.err())
        .contains(
            "error: The job spec is wrong",
            "line 3: unknown field 'rank'; did you mean ranks?",
            "  line 7: 'x' is not a number");
    assertThat(api.requests().getFirst().body()).isEqualTo("rank: 2\n");
  }

  @Test
  void wrongToken_advisesWhereToFindTheRightOne() {
    CommandShell shell = CommandShell.at(api).with("ARKWRIGHT_TOKEN", "guess");

    assertThat(shell.run("jobs")).isEqualTo(1);
    assertThat(shell.err()).contains("a bearer token is missing", "ARKWRIGHT_TOKEN");
  }

  @Test
  void noServer_advisesHowToStartOne(@TempDir Path home) {
    CommandShell never = new CommandShell();
    assertThat(never.run("jobs", "--home", home.toString())).isEqualTo(69);
    assertThat(never.err())
        .isEqualTo("error: no server at %s: start it with `arkwright up`\n".formatted(home));

    CommandShell defaultHome = new CommandShell().with("HOME", home.toString());
    assertThat(defaultHome.run("jobs")).isEqualTo(69);
    assertThat(defaultHome.err()).contains("no server at " + home.resolve(".arkwright"));

    api.stop();
    CommandShell gone = CommandShell.at(api);
    assertThat(gone.run("jobs")).isEqualTo(69);
    assertThat(gone.err())
        .isEqualTo("error: no server at %s: start it with `arkwright up`\n".formatted(api.url()));
    api.start();
  }

  @Test
  void unknownCommand_suggestsTheNearest() {
    CommandShell shell = new CommandShell();

    assertThat(shell.run("job s")).isEqualTo(2);
    assertThat(new CommandShell().run("jobs", "-o", "xml")).isEqualTo(2);
    assertThat(new CommandShell().run()).isEqualTo(2);
    assertThat(shell.err()).contains("error: ", "arkwright job", "arkwright --help");
  }

  @Test
  void remoteServer_neverReceivesTheHomesToken(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("admin.token"), FakeApi.TOKEN);
    api.on("GET /nodes", 200, "[]");
    CommandShell shell =
        new CommandShell().with("ARKWRIGHT_URL", api.url()).with("ARKWRIGHT_HOME", home.toString());

    assertThat(shell.run("nodes")).isEqualTo(1);
    assertThat(shell.err()).contains("token");
  }
}
