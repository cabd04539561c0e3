package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/reference/cli.md says what the commands say of themselves. */
class ReferenceTest {
  private static final Path WRITTEN = Path.of("../../docs/reference/cli.md");

  @Test
  void reference_isWhatTheCommandsSay() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            # The arkwright command

            Every command as it describes itself; `arkwright NOUN VERB --help` prints the same.

            | short form | stands for |
            | --- | --- |
            """);
    CommandTable.SHORT_FORMS.forEach(
        (word, pair) -> text.append("| `%s` | `%s` |\n".formatted(word, String.join(" ", pair))));
    CommandLine root =
        Arkwright.commandLine(new CommandShell().terminal(false), Map.of(), InstantSource.system());
    describe(root, text);
    Path made = Path.of("target/cli.md");
    Files.createDirectories(made.getParent());
    Files.writeString(made, text);

    assertThat(Files.exists(WRITTEN) ? Files.readString(WRITTEN) : "")
        .as("docs/reference/cli.md is out of date; copy front/cli/target/cli.md over it")
        .isEqualTo(text.toString());
  }

  private static void describe(CommandLine command, StringBuilder text) {
    String usage =
        command
            .setUsageHelpWidth(100)
            .getUsageMessage(CommandLine.Help.Ansi.OFF)
            .lines()
            .map(String::stripTrailing)
            .collect(Collectors.joining("\n"));
    text.append(
        "\n## %s\n\n```\n%s\n```\n"
            .formatted(command.getCommandSpec().qualifiedName(), usage.stripTrailing()));
    command.getSubcommands().values().stream()
        .filter(inner ->
            !CommandTable.SHORT_FORMS.containsKey(inner.getCommandName())
                || command.getParent() != null)
        .forEach(inner -> describe(inner, text));
  }
}
