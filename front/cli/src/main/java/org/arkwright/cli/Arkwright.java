package org.arkwright.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.EmptyValues;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.FailureMessages;
import org.arkwright.cli.session.FolderOption;
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
  private static final Path HERE = Path.of("");

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
    CommandLine line = new CommandLine(new Arkwright());
    var _ =
        add(
            table(terminal, environment, clock, HERE),
            new String[0],
            line,
            terminal,
            environment,
            clock,
            HERE);
    return line;
  }

  private static CommandTable table(
      Terminal terminal, Map<String, String> environment, InstantSource clock, Path folder) {
    return new CommandTable(nested -> execute(terminal, environment, clock, folder, nested));
  }

  private static Optional<ParameterException> add(
      CommandTable table,
      String[] arguments,
      CommandLine line,
      Terminal terminal,
      Map<String, String> environment,
      InstantSource clock,
      Path folder) {
    Arkwright root = line.getCommand();
    line.getHelpSectionMap().put(SECTION_KEY_COMMAND_LIST, help -> Overview.of(help.commandSpec()));
    line.getHelpSectionMap().remove(SECTION_KEY_COMMAND_LIST_HEADING);
    return table.addRequested(
        arguments, line, new Session(root.options, terminal, environment, clock, folder));
  }

  /** Executes the command that the arguments name and returns its exit code. */
  public static int execute(
      Terminal terminal,
      Map<String, String> environment,
      InstantSource clock,
      String... arguments) {
    return execute(terminal, environment, clock, HERE, arguments);
  }

  /**
   * Executes the command that the arguments name and returns its exit code.
   *
   * @param folder the folder that the command was typed in
   */
  public static int execute(
      Terminal terminal,
      Map<String, String> environment,
      InstantSource clock,
      Path folder,
      String... arguments) {
    CommandTable table = table(terminal, environment, clock, folder);
    String[] expanded = table.expand(arguments);
    Format format = Format.requestedBy(expanded);
    UsageErrors usage = new UsageErrors(terminal, format);
    CommandLine line = new CommandLine(new Arkwright());
    Optional<ParameterException> unknown =
        add(table, expanded, line, terminal, environment, clock, folder);
    line.registerConverter(Path.class, FolderOption.ofPaths(environment))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colorOut() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(
            Math.max(55, Math.min(USAGE_WIDTH_MAX, terminal.width().orElse(USAGE_WIDTH_MAX))))
        .setParameterExceptionHandler(usage)
        .setExecutionStrategy(new EmptyValues())
        .setExecutionExceptionHandler(
            new FailureMessages(
                terminal, format, table.otherMeaning(arguments), List.of(expanded)));
    for (String argument : expanded) {
      // What the bytes were is lost: Java has put this character in their place.
      if (argument.indexOf('\uFFFD') >= 0) {
        ParameterException garbled =
            new ParameterException(
                line,
                "the argument '%s' holds bytes that are not UTF-8 (shown as \uFFFD)\n"
                        .formatted(argument)
                    + "  expected: text in UTF-8; rename the file, or put the bytes into one");
        return usage.handleParseException(garbled, expanded);
      }
    }
    // Checked before parsing, where --help would hide the unknown command.
    return unknown.isPresent()
        ? usage.handleParseException(unknown.get(), expanded)
        : line.execute(expanded);
  }
}
