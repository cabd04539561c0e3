package org.arkwright.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.arkwright.cli.command.artifact.ArtifactCommands;
import org.arkwright.cli.command.artifact.CollectCommand;
import org.arkwright.cli.command.deployment.ChatCommand;
import org.arkwright.cli.command.deployment.DeployCommand;
import org.arkwright.cli.command.deployment.DeploymentListCommand;
import org.arkwright.cli.command.deployment.DeploymentShowCommand;
import org.arkwright.cli.command.deployment.EmbedCommand;
import org.arkwright.cli.command.deployment.ScaleCommand;
import org.arkwright.cli.command.deployment.UndeployCommand;
import org.arkwright.cli.command.fleet.DeviceListCommand;
import org.arkwright.cli.command.fleet.NodeListCommand;
import org.arkwright.cli.command.fleet.QuotaCommands;
import org.arkwright.cli.command.job.CancelCommand;
import org.arkwright.cli.command.job.ExplainCommand;
import org.arkwright.cli.command.job.JobListCommand;
import org.arkwright.cli.command.job.JobShowCommand;
import org.arkwright.cli.command.job.LogsCommand;
import org.arkwright.cli.command.job.RunCommand;
import org.arkwright.cli.command.job.SubmitCommand;
import org.arkwright.cli.command.job.TrainCommand;
import org.arkwright.cli.command.job.WaitCommand;
import org.arkwright.cli.command.key.KeyCommands;
import org.arkwright.cli.command.pipeline.PipelineCommand;
import org.arkwright.cli.command.server.CompletionCommand;
import org.arkwright.cli.command.server.DistCommand;
import org.arkwright.cli.command.server.DownCommand;
import org.arkwright.cli.command.server.EventsCommand;
import org.arkwright.cli.command.server.JournalCommands;
import org.arkwright.cli.command.server.QuickstartCommand;
import org.arkwright.cli.command.server.UpCommand;
import org.arkwright.cli.command.server.VersionCommand;
import org.arkwright.cli.command.twin.TwinCommands;
import org.arkwright.cli.command.usage.BillCommand;
import org.arkwright.cli.command.usage.UsageReportCommand;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactKind;
import picocli.CommandLine;

/**
 * Every command by its name, in the order of the help. A command is made only when it is asked for:
 * to make them all takes longer than most of them run.
 */
final class CommandTable {
  /** Those of {@link org.arkwright.cli.session.GlobalOptions} that are followed by a value. */
  private static final Set<String> WITH_VALUE = Set.of("--home", "-o", "--output");

  /** It prints what all others take. */
  private static final String COMPLETION = "completion";

  private final Map<String, Function<Session, Object>> commands = new LinkedHashMap<>();

  /**
   * @param arkwright executes the words of a command and returns its exit code
   */
  CommandTable(ToIntFunction<String[]> arkwright) {
    commands.put("quickstart", session -> new QuickstartCommand(session, arkwright));
    commands.put("up", UpCommand::new);
    commands.put("down", DownCommand::new);
    // What follows the name of the program to run is the program's own.
    commands.put(
        "run", session -> new CommandLine(new RunCommand(session)).setStopAtPositional(true));
    commands.put("submit", SubmitCommand::new);
    commands.put("train", TrainCommand::new);
    commands.put("jobs", JobListCommand::new);
    commands.put("job", JobShowCommand::new);
    commands.put("logs", LogsCommand::new);
    commands.put("cancel", CancelCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("wait", WaitCommand::new);
    commands.put("deploy", DeployCommand::new);
    commands.put("deployments", DeploymentListCommand::new);
    commands.put("deployment", DeploymentShowCommand::new);
    commands.put("scale", ScaleCommand::new);
    commands.put("undeploy", UndeployCommand::new);
    commands.put("nodes", NodeListCommand::new);
    commands.put("devices", DeviceListCommand::new);
    commands.put("events", EventsCommand::new);
    commands.put("chat", ChatCommand::new);
    commands.put("embed", EmbedCommand::new);
    commands.put("key", KeyCommands::of);
    commands.put("quota", QuotaCommands::of);
    commands.put("usage", UsageReportCommand::new);
    commands.put("bill", BillCommand::new);
    commands.put("journal", JournalCommands::of);
    commands.put("pipeline", PipelineCommand::of);
    commands.put("twin", TwinCommands::of);
    commands.put("gc", CollectCommand::new);
    commands.put("dist", _ -> new DistCommand());
    commands.put("version", VersionCommand::new);
    commands.put(COMPLETION, CompletionCommand::new);
    for (ArtifactKind kind : ArtifactKind.values()) {
      commands.put(kind.word(), session -> ArtifactCommands.of(kind, session));
    }
  }

  /** Adds the command that the words ask for; all where that needs them, or is not plain. */
  void addAsked(String[] words, CommandLine line, Session session) {
    int first = 0;
    while (first < words.length && WITH_VALUE.contains(words[first])) {
      first += 2;
    }
    String name = first < words.length ? words[first] : "";
    Function<Session, Object> asked = commands.get(name);
    if (asked != null && !name.equals(COMPLETION)) {
      line.addSubcommand(name, asked.apply(session));
    } else {
      commands.forEach((each, command) -> line.addSubcommand(each, command.apply(session)));
    }
  }
}
