package org.arkwright.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import org.arkwright.cli.command.ArtifactCommands;
import org.arkwright.cli.command.BillCommand;
import org.arkwright.cli.command.CancelCommand;
import org.arkwright.cli.command.ChatCommand;
import org.arkwright.cli.command.CollectCommand;
import org.arkwright.cli.command.CompletionCommand;
import org.arkwright.cli.command.DeployCommand;
import org.arkwright.cli.command.DeploymentCommand;
import org.arkwright.cli.command.DeploymentsCommand;
import org.arkwright.cli.command.DevicesCommand;
import org.arkwright.cli.command.DownCommand;
import org.arkwright.cli.command.EmbedCommand;
import org.arkwright.cli.command.EventsCommand;
import org.arkwright.cli.command.ExplainCommand;
import org.arkwright.cli.command.JobCommand;
import org.arkwright.cli.command.JobsCommand;
import org.arkwright.cli.command.JournalCommand;
import org.arkwright.cli.command.JournalExportCommand;
import org.arkwright.cli.command.JournalVerifyCommand;
import org.arkwright.cli.command.KeyCommand;
import org.arkwright.cli.command.KeyCreateCommand;
import org.arkwright.cli.command.KeyListCommand;
import org.arkwright.cli.command.KeyRevokeCommand;
import org.arkwright.cli.command.LogsCommand;
import org.arkwright.cli.command.NodesCommand;
import org.arkwright.cli.command.PipelineCommand;
import org.arkwright.cli.command.QuickstartCommand;
import org.arkwright.cli.command.QuotaCommand;
import org.arkwright.cli.command.QuotaSetCommand;
import org.arkwright.cli.command.QuotaShowCommand;
import org.arkwright.cli.command.RunCommand;
import org.arkwright.cli.command.ScaleCommand;
import org.arkwright.cli.command.SubmitCommand;
import org.arkwright.cli.command.TrainCommand;
import org.arkwright.cli.command.TwinCommand;
import org.arkwright.cli.command.TwinGenerateCommand;
import org.arkwright.cli.command.TwinReplayCommand;
import org.arkwright.cli.command.TwinVerifyCommand;
import org.arkwright.cli.command.TwinWhatIfCommand;
import org.arkwright.cli.command.UndeployCommand;
import org.arkwright.cli.command.UpCommand;
import org.arkwright.cli.command.UsageCommand;
import org.arkwright.cli.command.VersionCommand;
import org.arkwright.cli.command.WaitCommand;
import org.arkwright.cli.session.Failures;
import org.arkwright.cli.session.GlobalOptions;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.session.WrongUsage;
import org.arkwright.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;

/** The command line as a whole: its words, and which class answers each. */
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

  /** A command line to execute once. */
  public static CommandLine commandLine(
      Terminal terminal, Map<String, String> environment, InstantSource clock) {
    Arkwright root = new Arkwright();
    Session session = new Session(root.options, terminal, environment, clock);
    CommandLine line = new CommandLine(root);
    line.addSubcommand(
            new QuickstartCommand(session, words -> execute(terminal, environment, clock, words)))
        .addSubcommand(new UpCommand(session))
        .addSubcommand(new DownCommand(session))
        // What follows the name of the program to run is the program's own.
        .addSubcommand(new CommandLine(new RunCommand(session)).setStopAtPositional(true))
        .addSubcommand(new SubmitCommand(session))
        .addSubcommand(new TrainCommand(session))
        .addSubcommand(new JobsCommand(session))
        .addSubcommand(new JobCommand(session))
        .addSubcommand(new LogsCommand(session))
        .addSubcommand(new CancelCommand(session))
        .addSubcommand(new ExplainCommand(session))
        .addSubcommand(new WaitCommand(session))
        .addSubcommand(new DeployCommand(session))
        .addSubcommand(new DeploymentsCommand(session))
        .addSubcommand(new DeploymentCommand(session))
        .addSubcommand(new ScaleCommand(session))
        .addSubcommand(new UndeployCommand(session))
        .addSubcommand(new NodesCommand(session))
        .addSubcommand(new DevicesCommand(session))
        .addSubcommand(new EventsCommand(session))
        .addSubcommand(new ChatCommand(session))
        .addSubcommand(new EmbedCommand(session))
        .addSubcommand(
            new CommandLine(new KeyCommand())
                .addSubcommand(new KeyCreateCommand(session))
                .addSubcommand(new KeyListCommand(session))
                .addSubcommand(new KeyRevokeCommand(session)))
        .addSubcommand(
            new CommandLine(new QuotaCommand())
                .addSubcommand(new QuotaSetCommand(session))
                .addSubcommand(new QuotaShowCommand(session)))
        .addSubcommand(new UsageCommand(session))
        .addSubcommand(new BillCommand(session))
        .addSubcommand(
            new CommandLine(new JournalCommand())
                .addSubcommand(new JournalVerifyCommand(session))
                .addSubcommand(new JournalExportCommand(session)))
        .addSubcommand(PipelineCommand.of(session))
        .addSubcommand(
            new CommandLine(new TwinCommand())
                .addSubcommand(new TwinReplayCommand(session))
                .addSubcommand(new TwinGenerateCommand(session))
                .addSubcommand(new TwinWhatIfCommand(session))
                .addSubcommand(new TwinVerifyCommand(session)))
        .addSubcommand(new CollectCommand(session))
        .addSubcommand(new VersionCommand(session))
        .addSubcommand(new CompletionCommand(session));
    ArtifactCommands.all(session).forEach(line::addSubcommand);
    return line;
  }

  /** Executes the words and returns the exit code. */
  public static int execute(
      Terminal terminal, Map<String, String> environment, InstantSource clock, String... words) {
    CommandLine line = commandLine(terminal, environment, clock);
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.outColours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(
            Math.max(55, Math.min(USAGE_WIDTH_MAX, terminal.width().orElse(USAGE_WIDTH_MAX))))
        .setParameterExceptionHandler(new WrongUsage(terminal))
        .setExecutionExceptionHandler(new Failures(terminal));
    return line.execute(words);
  }
}
