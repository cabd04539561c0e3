package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts rely on the short forms of a noun and a verb, so none may ever disappear. */
class ShortFormsTest {
  private static String help(String... arguments) {
    CommandShell shell = new CommandShell();
    String[] line = Stream.concat(Stream.of(arguments), Stream.of("--help")).toArray(String[]::new);
    assertThat(shell.run(line)).as(String.join(" ", line) + shell.err()).isZero();
    return shell.out();
  }

  @ParameterizedTest
  @CsvSource({
    "up, server up",
    "down, server down",
    "run, job run",
    "submit, job submit",
    "jobs, job ls",
    "ps, job ps",
    "status, server status",
    "logs, job logs",
    "cancel, job cancel",
    "explain, job explain",
    "wait, job wait",
    "shell, job shell",
    "train, model train",
    "gc, artifact gc",
    "deploy, deployment set",
    "deployments, deployment ls",
    "scale, deployment scale",
    "undeploy, deployment rm",
    "chat, deployment chat",
    "embed, deployment embed",
    "nodes, node list",
    "devices, device ls",
    "events, event ls",
    "usage, usage show",
    "bill, bill show",
  })
  void shortForm_isTheNounAndVerb_alsoAfterOptions(String shortForm, String expanded) {
    String expected = help(expanded.split(" "));
    assertThat(expected).startsWith("Usage: arkwright ");
    assertThat(help(shortForm.split(" "))).isEqualTo(expected);
    assertThat(help(("--home /nowhere -o json " + shortForm).split(" "))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "train", "pipeline run", "deploy", "model convert"})
  void whatRunsLong_isLeftToItself_byOneLetter(String command) {
    assertThat(help(command.split(" "))).contains("-d, --detach");
  }

  @ParameterizedTest
  @CsvSource({
    "job train, job show train",
    "job -o json train, job show -o json train",
    "deployment chat-model, deployment show chat-model",
    "usage, usage show",
    "usage --limit 3, usage show --limit 3",
    "bill, bill show",
  })
  void nounWithoutVerb_showsOne(String typed, String meant) {
    assertThat(new CommandTable(_ -> 0).expand(typed.split(" "))).containsExactly(meant.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "version",
        "completion",
        "dist",
        "key create",
        "key ls",
        "key revoke",
        "quota set",
        "quota show",
        "journal verify",
        "journal export",
        "pipeline run",
        "twin replay",
        "twin generate",
        "twin what-if",
        "twin verify",
        "dataset import",
        "dataset ls",
        "dataset show",
        "dataset export",
        "dataset rm",
        "model import",
        "model ls",
        "model show",
        "model export",
        "model rm",
        "checkpoint ls",
        "checkpoint show",
        "checkpoint export",
        "checkpoint rm"
      })
  void commandWithoutShortForm_keepsItsName(String command) {
    assertThat(help(command.split(" "))).startsWith("Usage: arkwright " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"foo", "jobz", "key foo", "server upp", "job sumbit", "twin", "quickstar"})
  void unknownCommand_isAnError_alsoWithHelp(String line) {
    CommandShell shell = new CommandShell();
    boolean group = line.equals("twin"); // A noun alone lists its verbs.
    assertThat(shell.run((line + " --help").split(" "))).isEqualTo(group ? 0 : 2);
    if (!group) {
      assertThat(shell.err()).contains("'arkwright " + line + "' is not a command", "--help");
    }
  }

  @ParameterizedTest
  @CsvSource({"logz, logs", "sumbit, submit", "canel, cancel", "delpoy, deploy", "jobss, jobs"})
  void misspeltShortForm_isRecognised(String typed, String meant) {
    CommandShell shell = new CommandShell();
    assertThat(shell.run(typed)).isEqualTo(2);
    assertThat(shell.err()).containsPattern("Did you mean: .*arkwright " + meant + "\\b");
  }

  @Test
  void completion_knowsShortForms() {
    CommandShell shell = new CommandShell();
    assertThat(shell.run("completion")).isZero();
    CommandTable.SHORT_FORMS
        .keySet()
        .forEach(word -> assertThat(shell.out()).contains("_picocli_arkwright_" + word + "()"));
  }

  @Test
  void help_fitsAScreen_andListsEveryCommand() {
    CommandShell shell = new CommandShell().columns(80);
    assertThat(shell.run("--help")).isZero();
    assertThat(shell.out().lines().count()).as("lines beside a prompt").isLessThan(24);
    assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80);
    CommandTable table = new CommandTable(_ -> 0);
    assertThat(Overview.names()).containsAll(table.nouns().keySet());
    assertThat(shell.out()).contains(CommandTable.SHORT_FORMS.keySet());
  }
}
