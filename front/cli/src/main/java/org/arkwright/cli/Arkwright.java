package org.arkwright.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import org.arkwright.cli.session.FailureMessages;
import org.arkwright.cli.session.GlobalOptions;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.session.UsageErrors;
import org.arkwright.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;

/** The command line as a whole: its words, and how they are answered. */
@Command(
    name = "arkwright",
    description = "The control plane of an AI factory.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Elsewhere than on the server's machine, set ARKWRIGHT_URL and ARKWRIGHT_TOKEN.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 69 no server; run and wait end with the job's."
    })
public final class Arkwright {
  private static final int USAGE_WIDTH_MAX = 100;

  @Mixin private final GlobalOptions options = new GlobalOptions();

  private Arkwright() {}

  /** The whole command line, with every command. */
  public static CommandLine commandLine(
      Terminal terminal, Map<String, String> environment, InstantSource clock) {
    return commandLine(terminal, environment, clock, new String[0]);
  }

  private static CommandLine commandLine(
      Terminal terminal, Map<String, String> environment, InstantSource clock, String[] words) {
    Arkwright root = new Arkwright();
    Session session = new Session(root.options, terminal, environment, clock);
    CommandLine line = new CommandLine(root);
    new CommandTable(inner -> execute(terminal, environment, clock, inner))
        .addAsked(words, line, session);
    return line;
  }

  /** Executes the words and returns the exit code. */
  public static int execute(
      Terminal terminal, Map<String, String> environment, InstantSource clock, String... words) {
    CommandLine line = commandLine(terminal, environment, clock, words);
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.outColours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(
            Math.max(55, Math.min(USAGE_WIDTH_MAX, terminal.width().orElse(USAGE_WIDTH_MAX))))
        .setParameterExceptionHandler(new UsageErrors(terminal))
        .setExecutionExceptionHandler(new FailureMessages(terminal));
    return line.execute(words);
  }
}
