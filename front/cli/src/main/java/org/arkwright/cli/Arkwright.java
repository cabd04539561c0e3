package org.arkwright.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.FailureMessages;
import org.arkwright.cli.session.GlobalOptions;
import org.arkwright.cli.session.GlobalOptions.Format;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.session.UsageErrors;
import org.arkwright.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code arkwright} command line: parses arguments and executes the command they name. */
@Command(
    name = "arkwright",
    description = "The control plane of an AI factory.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "`arkwright NOUN --help` lists a noun's verbs, and with a verb its options.",
      "To use a server on another machine, set ARKWRIGHT_URL and ARKWRIGHT_TOKEN.",
      "Exit codes: 0 success, 1 failure, 2 wrong use, 69 no server; run, wait: the job's.",
    })
public final class Arkwright implements Callable<Integer> {
  private static final int USAGE_WIDTH_MAX = 100;

  @Mixin private final GlobalOptions options = new GlobalOptions();

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      description = "Print the versions; as `arkwright version`.")
  boolean version; // Replaced by the command before arguments are parsed.

  private Arkwright() {}

  /** Helps who has named no command. */
  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    line.usage(line.getOut());
    return ExitCode.OK;
  }

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
    line.getHelpSectionMap().put(SECTION_KEY_COMMAND_LIST, help -> Overview.of(help.commandSpec()));
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
    Format format = Format.requestedBy(expanded);
    UsageErrors usage = new UsageErrors(terminal, format);
    CommandLine line = new CommandLine(new Arkwright());
    Optional<ParameterException> unknown = add(table, expanded, line, terminal, environment, clock);
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colorOut() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(
            Math.max(55, Math.min(USAGE_WIDTH_MAX, terminal.width().orElse(USAGE_WIDTH_MAX))))
        .setParameterExceptionHandler(usage)
        .setExecutionExceptionHandler(
            new FailureMessages(terminal, format, table.otherMeaning(arguments)));
    // Checked before parsing, where --help would hide the unknown command.
    return unknown.isPresent()
        ? usage.handleParseException(unknown.get(), expanded)
        : line.execute(expanded);
  }
}
