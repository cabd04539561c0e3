package org.arkwright.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.arkwright.cli.session.FailureMessages;
import org.arkwright.cli.session.GlobalOptions;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.session.UsageErrors;
import org.arkwright.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The {@code arkwright} command line: parses arguments and executes the command they name. */
@Command(
    name = "arkwright",
    description = "The control plane of an AI factory.",
    synopsisSubcommandLabel = "NOUN VERB",
    footer = {
      "",
      "To use a server on another machine, set ARKWRIGHT_URL and ARKWRIGHT_TOKEN.",
      "Exit codes: 0 success, 1 failure, 2 usage, 69 no server; run, wait: the job's."
    })
public final class Arkwright {
  private static final int USAGE_WIDTH_MAX = 100;

  @Mixin private final GlobalOptions options = new GlobalOptions();

  private Arkwright() {}

  /** Returns a command line with every command. */
  public static CommandLine commandLine(
      Terminal terminal, Map<String, String> environment, InstantSource clock) {
    return commandLine(terminal, environment, clock, new String[0]);
  }

  private static CommandLine commandLine(
      Terminal terminal, Map<String, String> environment, InstantSource clock, String[] arguments) {
    CommandLine line = new CommandLine(new Arkwright());
    var _ = add(table(terminal, environment, clock), arguments, line, terminal, environment, clock);
    return line;
  }

  private static CommandTable table(
      Terminal terminal, Map<String, String> environment, InstantSource clock) {
    return new CommandTable(nested -> execute(terminal, environment, clock, nested));
  }

  private static Optional<ParameterException> add(
      CommandTable table,
      String[] arguments,
      CommandLine line,
      Terminal terminal,
      Map<String, String> environment,
      InstantSource clock) {
    Arkwright root = line.getCommand();
    line.getHelpSectionMap()
        .put(SECTION_KEY_COMMAND_LIST, help -> Overview.of(table, help.commandSpec()));
    line.getHelpSectionMap().remove(SECTION_KEY_COMMAND_LIST_HEADING);
    return table.addRequested(
        arguments, line, new Session(root.options, terminal, environment, clock));
  }

  /** Executes the command that the arguments name and returns its exit code. */
  public static int execute(
      Terminal terminal,
      Map<String, String> environment,
      InstantSource clock,
      String... arguments) {
    CommandTable table = table(terminal, environment, clock);
    String[] expanded = table.expand(arguments);
    CommandLine line = new CommandLine(new Arkwright());
    Optional<ParameterException> unknown = add(table, expanded, line, terminal, environment, clock);
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colorOut() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(
            Math.max(55, Math.min(USAGE_WIDTH_MAX, terminal.width().orElse(USAGE_WIDTH_MAX))))
        .setParameterExceptionHandler(new UsageErrors(terminal))
        .setExecutionExceptionHandler(new FailureMessages(terminal));
    // Checked before parsing, where --help would hide the unknown command.
    return unknown.isPresent()
        ? new UsageErrors(terminal).handleParseException(unknown.get(), expanded)
        : line.execute(expanded);
  }
}
