package org.arkwright.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
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
import org.arkwright.cli.command.DistCommand;
import org.arkwright.cli.command.DownCommand;
import org.arkwright.cli.command.EmbedCommand;
import org.arkwright.cli.command.EventsCommand;
import org.arkwright.cli.command.ExplainCommand;
import org.arkwright.cli.command.JobCommand;
import org.arkwright.cli.command.JobsCommand;
import org.arkwright.cli.command.JournalCommand;
import org.arkwright.cli.command.KeyCommand;
import org.arkwright.cli.command.LogsCommand;
import org.arkwright.cli.command.NodesCommand;
import org.arkwright.cli.command.PipelineCommand;
import org.arkwright.cli.command.QuickstartCommand;
import org.arkwright.cli.command.QuotaCommand;
import org.arkwright.cli.command.RunCommand;
import org.arkwright.cli.command.ScaleCommand;
import org.arkwright.cli.command.SubmitCommand;
import org.arkwright.cli.command.TrainCommand;
import org.arkwright.cli.command.TwinCommand;
import org.arkwright.cli.command.UndeployCommand;
import org.arkwright.cli.command.UpCommand;
import org.arkwright.cli.command.UsageCommand;
import org.arkwright.cli.command.VersionCommand;
import org.arkwright.cli.command.WaitCommand;
import org.arkwright.cli.session.Session;
import org.arkwright.model.ArtifactKind;
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
    commands.put("jobs", JobsCommand::new);
    commands.put("job", JobCommand::new);
    commands.put("logs", LogsCommand::new);
    commands.put("cancel", CancelCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("wait", WaitCommand::new);
    commands.put("deploy", DeployCommand::new);
    commands.put("deployments", DeploymentsCommand::new);
    commands.put("deployment", DeploymentCommand::new);
    commands.put("scale", ScaleCommand::new);
    commands.put("undeploy", UndeployCommand::new);
    commands.put("nodes", NodesCommand::new);
    commands.put("devices", DevicesCommand::new);
    commands.put("events", EventsCommand::new);
    commands.put("chat", ChatCommand::new);
    commands.put("embed", EmbedCommand::new);
    commands.put("key", KeyCommand::of);
    commands.put("quota", QuotaCommand::of);
    commands.put("usage", UsageCommand::new);
    commands.put("bill", BillCommand::new);
    commands.put("journal", JournalCommand::of);
    commands.put("pipeline", PipelineCommand::of);
    commands.put("twin", TwinCommand::of);
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
