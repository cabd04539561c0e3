package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jobs --limit LONG",
        "run --env LONG -- true",
        "job show LONG LONG",
        "top --sort LONG",
        "quota set LONG",
        "logs job --since LONG",
        "LONG"
      })
  void valueOfAnyLength_isShownByItsBeginning_andHowLongItIs(String command) {
    String value = "x".repeat(100_000);
    for (String format : new String[] {"table", "json"}) {
      CommandShell shell = CommandShell.at(api);
      shell.run((command.replace("LONG", value) + " -o " + format).split(" "));
      assertThat(shell.err()).as(command).hasSizeBetween(20, 1_500).contains("xxxx");
      assertThat(shell.err()).as(command).containsPattern("x… \\(10000[0-9] characters\\)");
    }
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

    assertThat(shell.run("submit", "-")).isEqualTo(2);
    assertThat(shell.err())
        .contains(
            "error: The job spec is wrong",
            "line 3: unknown field 'rank'; did you mean ranks?",
            "  line 7: 'x' is not a number");
    assertThat(api.requests().getFirst().body()).isEqualTo("rank: 2\n");
  }

  @Test
  void specThatIsTooLarge_isWrongUse_forItWillBeRefusedAgain() {
    api.on("POST /jobs", 413, "{\"detail\":\"the body is larger than this operation accepts\"}");
    CommandShell shell = CommandShell.at(api).typing("command: [a]\n");

    assertThat(shell.run("submit", "-")).isEqualTo(2);
    assertThat(shell.err()).contains("error: the body is larger");
  }

  @Test
  void wrongToken_advisesWhereToFindTheRightOne() {
    CommandShell shell = CommandShell.at(api).with("ARKWRIGHT_TOKEN", "guess");

    assertThat(shell.run("jobs")).isEqualTo(1);
    assertThat(shell.err()).contains("a bearer token is missing", "ARKWRIGHT_TOKEN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "http://", "http://a b", "ftp://x", "http://x/?y", "http://["})
  void serverUrl_thatIsNone_isWrongUse(String url) {
    CommandShell shell = CommandShell.at(api).with("ARKWRIGHT_URL", url);

    assertThat(shell.run("jobs")).isEqualTo(2);
    assertThat(shell.err()).startsWith("error: ARKWRIGHT_URL is '" + url + "'");
  }

  @Test
  void token_thatNoHeaderCanHold_isWrongUse_andIsNotShown() {
    for (String token : new String[] {"one\ntwo", "sécret", "two words"}) {
      CommandShell shell = CommandShell.at(api).with("ARKWRIGHT_TOKEN", token);

      assertThat(shell.run("jobs")).isEqualTo(2);
      assertThat(shell.err()).startsWith("error: ARKWRIGHT_TOKEN holds").doesNotContain(token);
    }
    api.on("GET /jobs", 200, "{\"jobs\":[]}");
    assertThat(CommandShell.at(api).with("ARKWRIGHT_TOKEN", " " + FakeApi.TOKEN + "\n").run("jobs"))
        .isZero();
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
    assertThat(shell.err()).contains("error: ", "arkwright job", "arkwright --help");
  }

  @Test
  void noCommand_helps() {
    CommandShell shell = new CommandShell();
    assertThat(shell.run()).isZero();
    assertThat(shell.out()).startsWith("Usage: arkwright").contains("deployment", "logs");
    assertThat(new CommandShell().run("--nonsense")).isEqualTo(2);

    CommandShell version = new CommandShell();
    assertThat(version.run("--version", "-o", "json")).isZero();
    assertThat(version.out()).contains("\"java\"");
    CommandShell help = new CommandShell();
    assertThat(help.run("help", "job", "ls")).isZero();
    assertThat(help.out()).startsWith("Usage: arkwright job ls");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          jobs --limit abc             | --limit is 'abc'                     | a whole number
          jobs --limit 0               | --limit is '0'                       | a whole number from 1
          jobs --limit                 | --limit needs a value                | a whole number
          jobs -o xml                  | --output is 'xml'                    | table, json or yaml
          jobs --stat Running          | 'arkwright job ls' has no option --stat | --state
          jobs surplus                 | 'surplus' is one word too many       | arkwright job ls
          logs a b                     | 'b' is one word too many             | arkwright job logs JOB
          logs                         | JOB is missing                       | arkwright job logs JOB, JOB: a job's id
          wait j --timeout soon        | --timeout is 'soon'                  | 90s
          wait j --timeout 1s --timeout 2s | --timeout is given twice         | once
          run --label HOME -- true     | --label is 'HOME'                    | K=V
          quota set                    | PROJECT is missing                   | arkwright quota set PROJECT
          job                          | 'arkwright job' needs a verb         | show
          submit /no/such.yaml         | cannot read /no/such.yaml: no such file | exists
          submit /tmp                  | /tmp is a folder                     | a file
          key kreate                   | 'arkwright key kreate' is not a command | arkwright key create
          kill 7                       | 'arkwright kill' is not a command    | arkwright cancel
          model train --minutes 1      | --data and --model are missing       | DATASET
          model train --daat x --model m | 'arkwright model train' has no option --daat | --data
          wait --timeot=5s             | 'arkwright job wait' has no option --timeot | --timeout
          job ../../etc                | '../etc' is not a name                | PROJECT/NAME
          job default/                 | '' is not a name                      | PROJECT/NAME
          deployment ..                | '..' is not a name                    | PROJECT/NAME
          experiments --project größe  | --project is 'größe'                  | a project's name
          journal verify --journal x.db | --journal is 'x.db', but the server runs | no server
          """)
  void wrongUse_saysValueAndExpectation_andExitsWith2(String line, String what, String expected) {
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run(line.split(" "))).isEqualTo(2);
    assertThat(shell.err()).startsWith("error: " + what).contains(expected, "--help");
    assertThat(shell.err()).doesNotContain("Unmatched", "Invalid value", "index", "required");
    assertThat(api.requests()).isEmpty();
  }

  /** As {@code --cpus "$UNSET"} gives it: ignored, it would be another command than was typed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run --cpus= -- true      | --cpus is ''
          deploy web --model=      | --model is ''
          runs train --filter=     | --filter is ''
          events --since=          | --since is ''
          logs @                   | JOB is ''
          artifact verify --home=  | --home is ''
          bill --month=            | --month is ''
          """)
  void emptyValue_isRefused_notIgnored(String line, String what) {
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run(line.replace("@", "").split(" ", -1))).isEqualTo(2);
    assertThat(shell.err()).startsWith("error: " + what).contains("expected: ", "--help");
    assertThat(api.requests()).isEmpty();
  }

  /** The server names the fields of a document; whoever typed options has no document. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          key create --rpm 0     | POST /keys                        | requestsPerMinute   | --rpm
          key create --tpm x     | POST /keys                        | tokensPerMinute     | --tpm
          quota set p --cpus -1  | PUT /projects/p/quota             | nominal.cpus        | --cpus
          quota set p --lend-memory x | PUT /projects/p/quota        | lendingLimit.memory | --lend-memory
          scale web 3..1 | POST /projects/default/deployments/web/scale | replicas | "N|A..B"
          """)
  void refusedField_isNamedAsItWasTyped(String line, String call, String field, String option) {
    api.on(
        call,
        400,
        """
        {"status":400,"detail":"line 1: %1$s is \\"7\\" in quotes, which is text, expected 1",
         "problems":[{"line":1,"field":"%1$s",
                      "message":"%1$s is \\"7\\" in quotes, which is text, expected 1"}]}\
        """
            .formatted(field));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run(line.split(" "))).isEqualTo(2);
    assertThat(shell.err())
        .startsWith("error: " + option + " is '7', expected 1")
        .contains("--help")
        .doesNotContain("line 1");
  }

  @Test
  void names_withLineEnds_areWrongUse() {
    for (String[] line :
        new String[][] {
          {"job", "a\nb"}, {"events", "--job", "a\u0007"}, {"dataset", "ls", "--project", "a\nb"}
        }) {
      CommandShell shell = CommandShell.at(api);

      assertThat(shell.run(line)).isEqualTo(2);
      assertThat(shell.err()).contains("holds a line end or another control character");
    }
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void emptyArguments_ofAProgram_areItsOwn() {
    new FakeJob(api, 1, FakeJob.running(), FakeJob.ended("Succeeded", 0));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("run", "--env", "A=", "--", "printf", "")).isZero();
    assertThat(api.requests()).anyMatch(request -> request.body().contains("[\"printf\",\"\"]"));
  }

  @Test
  void failure_asJson_isOneObjectOnTheErrorStream() throws IOException {
    api.on(
        "GET /jobs/lss",
        404,
        """
        {"type":"urn:arkwright:problem:not-found","status":404,"detail":"there is no job 'lss'"}\
        """);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("job", "lss", "-o", "json")).isEqualTo(1);
    JsonNode error = new JsonMapper().readTree(shell.err()).path("error");
    assertThat(error.path("code").asText()).isEqualTo("not-found");
    assertThat(error.path("message").asText()).isEqualTo("there is no job 'lss'");
    assertThat(error.path("hint").asText()).contains("arkwright job ls");
    assertThat(error.path("exitCode").asInt()).isEqualTo(1);
    assertThat(shell.out()).isEmpty();

    CommandShell wrong = CommandShell.at(api);
    assertThat(wrong.run("--output=json", "jobs", "--limit", "x")).isEqualTo(2);
    JsonNode usage = new JsonMapper().readTree(wrong.err()).path("error");
    assertThat(usage.path("code").asText()).isEqualTo("usage");
    assertThat(usage.path("expected").asText()).isEqualTo("a whole number");

    CommandShell away = new CommandShell().with("ARKWRIGHT_HOME", "/no/such/home");
    assertThat(away.run("jobs", "-ojson")).isEqualTo(69);
    assertThat(new JsonMapper().readTree(away.err()).at("/error/code").asText())
        .isEqualTo("no-server");
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
