package org.arkwright.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.arkwright.cli.command.artifact.ArtifactExportCommand;
import org.arkwright.cli.command.artifact.ArtifactListCommand;
import org.arkwright.cli.command.artifact.ArtifactRemoveCommand;
import org.arkwright.cli.command.artifact.ArtifactShowCommand;
import org.arkwright.cli.command.artifact.CollectCommand;
import org.arkwright.cli.command.artifact.ConvertCommand;
import org.arkwright.cli.command.artifact.ImportCancelCommand;
import org.arkwright.cli.command.artifact.ImportCommand;
import org.arkwright.cli.command.artifact.ImportListCommand;
import org.arkwright.cli.command.artifact.ModelImportCommand;
import org.arkwright.cli.command.artifact.StoreVerifyCommand;
import org.arkwright.cli.command.deployment.ChatCommand;
import org.arkwright.cli.command.deployment.DeployCommand;
import org.arkwright.cli.command.deployment.DeploymentListCommand;
import org.arkwright.cli.command.deployment.DeploymentShowCommand;
import org.arkwright.cli.command.deployment.EmbedCommand;
import org.arkwright.cli.command.deployment.ScaleCommand;
import org.arkwright.cli.command.deployment.UndeployCommand;
import org.arkwright.cli.command.doctor.DoctorCommand;
import org.arkwright.cli.command.experiment.ExperimentListCommand;
import org.arkwright.cli.command.experiment.RunCompareCommand;
import org.arkwright.cli.command.experiment.RunDownloadCommand;
import org.arkwright.cli.command.experiment.RunExportCommand;
import org.arkwright.cli.command.experiment.RunListCommand;
import org.arkwright.cli.command.experiment.RunShowCommand;
import org.arkwright.cli.command.fleet.DeviceListCommand;
import org.arkwright.cli.command.fleet.NodeCordonCommand;
import org.arkwright.cli.command.fleet.NodeDrainCommand;
import org.arkwright.cli.command.fleet.NodeListCommand;
import org.arkwright.cli.command.fleet.NodeRemoveCommand;
import org.arkwright.cli.command.fleet.NodeShowCommand;
import org.arkwright.cli.command.fleet.NodeTestCommand;
import org.arkwright.cli.command.fleet.NodeTokenCommand;
import org.arkwright.cli.command.fleet.NodeUncordonCommand;
import org.arkwright.cli.command.fleet.QuotaSetCommand;
import org.arkwright.cli.command.fleet.QuotaShowCommand;
import org.arkwright.cli.command.job.CancelCommand;
import org.arkwright.cli.command.job.ExplainCommand;
import org.arkwright.cli.command.job.JobListCommand;
import org.arkwright.cli.command.job.JobShowCommand;
import org.arkwright.cli.command.job.LogsCommand;
import org.arkwright.cli.command.job.PsCommand;
import org.arkwright.cli.command.job.RunCommand;
import org.arkwright.cli.command.job.ShellCommand;
import org.arkwright.cli.command.job.SubmitCommand;
import org.arkwright.cli.command.job.TrainCommand;
import org.arkwright.cli.command.job.TuneCommand;
import org.arkwright.cli.command.job.WaitCommand;
import org.arkwright.cli.command.key.KeyCreateCommand;
import org.arkwright.cli.command.key.KeyListCommand;
import org.arkwright.cli.command.key.KeyRevokeCommand;
import org.arkwright.cli.command.pipeline.PipelineCancelCommand;
import org.arkwright.cli.command.pipeline.PipelineListCommand;
import org.arkwright.cli.command.pipeline.PipelineLogsCommand;
import org.arkwright.cli.command.pipeline.PipelineRunCommand;
import org.arkwright.cli.command.pipeline.PipelineShowCommand;
import org.arkwright.cli.command.quickstart.QuickstartCommand;
import org.arkwright.cli.command.server.CompletionCommand;
import org.arkwright.cli.command.server.DistCommand;
import org.arkwright.cli.command.server.DownCommand;
import org.arkwright.cli.command.server.EventsCommand;
import org.arkwright.cli.command.server.JournalExportCommand;
import org.arkwright.cli.command.server.JournalVerifyCommand;
import org.arkwright.cli.command.server.StatusCommand;
import org.arkwright.cli.command.server.UninstallCommand;
import org.arkwright.cli.command.server.UpCommand;
import org.arkwright.cli.command.server.VersionCommand;
import org.arkwright.cli.command.top.TopCommand;
import org.arkwright.cli.command.twin.TwinGenerateCommand;
import org.arkwright.cli.command.twin.TwinReplayCommand;
import org.arkwright.cli.command.twin.TwinVerifyCommand;
import org.arkwright.cli.command.twin.TwinWhatIfCommand;
import org.arkwright.cli.command.usage.BillCommand;
import org.arkwright.cli.command.usage.UsageReportCommand;
import org.arkwright.cli.command.worker.WorkerJoinCommand;
import org.arkwright.cli.command.worker.WorkerRunCommand;
import org.arkwright.cli.command.worker.WorkerStopCommand;
import org.arkwright.cli.session.GlobalOptions;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.session.Suggestions;
import org.arkwright.cli.session.UnknownCommandException;
import org.arkwright.model.artifact.ArtifactKind;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * All commands: pairs of a noun and a verb, short forms of some pairs, and commands about this
 * program itself, which have no noun.
 */
final class CommandTable {
  /** The short forms, each with its noun and verb. */
  static final SequencedMap<String, List<String>> SHORT_FORMS = new LinkedHashMap<>();

  static {
    shortForm("up", "server", "up");
    shortForm("down", "server", "down");
    shortForm("status", "server", "status");
    shortForm("run", "job", "run");
    shortForm("submit", "job", "submit");
    shortForm("jobs", "job", "ls");
    shortForm("ps", "job", "ps");
    shortForm("logs", "job", "logs");
    shortForm("cancel", "job", "cancel");
    shortForm("explain", "job", "explain");
    shortForm("wait", "job", "wait");
    shortForm("shell", "job", "shell");
    shortForm("experiments", "experiment", "ls");
    shortForm("runs", "experiment", "runs");
    shortForm("train", "model", "train");
    shortForm("tune", "model", "tune");
    shortForm("gc", "artifact", "gc");
    shortForm("deploy", "deployment", "set");
    shortForm("deployments", "deployment", "ls");
    shortForm("scale", "deployment", "scale");
    shortForm("undeploy", "deployment", "rm");
    shortForm("chat", "deployment", "chat");
    shortForm("embed", "deployment", "embed");
    shortForm("nodes", "node", "list");
    shortForm("devices", "device", "ls");
    shortForm("events", "event", "ls");
  }

  private static final List<String> VERSION_OPTIONS = List.of("-V", "--version");

  private final SequencedMap<String, Noun> nouns = new LinkedHashMap<>();
  private final SequencedMap<String, Function<Session, Object>> programCommands =
      new LinkedHashMap<>();

  private static void shortForm(String word, String noun, String verb) {
    SHORT_FORMS.put(word, List.of(noun, verb));
  }

  /**
   * @param arkwright executes a command's arguments and returns its exit code
   */
  CommandTable(ToIntFunction<String[]> arkwright) {
    programCommands.put("quickstart", session -> new QuickstartCommand(session, arkwright));
    programCommands.put("doctor", DoctorCommand::new);
    programCommands.put("version", VersionCommand::new);
    programCommands.put("completion", CompletionCommand::new);
    programCommands.put("dist", _ -> new DistCommand());
    programCommands.put("uninstall", UninstallCommand::new);
    programCommands.put("top", TopCommand::new);
    add("server", "Start and stop the control plane of the home folder.")
        .verb("up", UpCommand::new)
        .verb("down", DownCommand::new)
        .verb("status", StatusCommand::new);
    add("job", "Run and manage jobs; `job NAME` shows one.")
        .implying("show")
        // Arguments after the program's name belong to the program.
        .verb("run", session -> new CommandLine(new RunCommand(session)).setStopAtPositional(true))
        .verb("submit", SubmitCommand::new)
        .verb("ls", JobListCommand::new)
        .verb("ps", PsCommand::new)
        .verb("show", JobShowCommand::new)
        .verb("logs", LogsCommand::new)
        .verb("cancel", CancelCommand::new)
        .verb("shell", ShellCommand::new)
        .verb("explain", ExplainCommand::new)
        .verb("wait", WaitCommand::new);
    add("pipeline", "Run steps that depend on each other; `pipeline NAME` shows one.")
        .implying("show")
        .verb("run", PipelineRunCommand::new)
        .verb("ls", PipelineListCommand::new)
        .verb("show", PipelineShowCommand::new)
        .verb("logs", PipelineLogsCommand::new)
        .verb("cancel", PipelineCancelCommand::new);
    artifacts(ArtifactKind.DATASET, "Import, inspect and remove datasets.");
    artifacts(ArtifactKind.MODEL, "Train, tune, import, convert, inspect and remove models.")
        .verb("train", TrainCommand::new)
        .verb("tune", TuneCommand::new)
        .verb("convert", ConvertCommand::new);
    artifacts(ArtifactKind.CHECKPOINT, "Inspect and remove checkpoints of jobs.");
    add("artifact", "Maintain the store of datasets, models and checkpoints.")
        .verb("gc", CollectCommand::new)
        .verb("verify", StoreVerifyCommand::new)
        .verb("imports", ImportListCommand::new)
        .verb("cancel", ImportCancelCommand::new);
    add("experiment", "List, compare and export runs: parameters, metrics, files of training.")
        .verb("ls", ExperimentListCommand::new)
        .verb("runs", RunListCommand::new)
        .verb("show", RunShowCommand::new)
        .verb("compare", RunCompareCommand::new)
        .verb("export", RunExportCommand::new)
        .verb("download", RunDownloadCommand::new);
    add("deployment", "Serve models and send them requests; `deployment NAME` shows one.")
        .implying("show")
        .verb("set", DeployCommand::new)
        .verb("ls", DeploymentListCommand::new)
        .verb("show", DeploymentShowCommand::new)
        .verb("scale", ScaleCommand::new)
        .verb("rm", UndeployCommand::new)
        .verb("chat", ChatCommand::new)
        .verb("embed", EmbedCommand::new);
    add("key", "Create, list and revoke API keys of the model gateway.")
        .verb("create", KeyCreateCommand::new)
        .verb("ls", KeyListCommand::new)
        .verb("revoke", KeyRevokeCommand::new);
    add("worker", "Make this host a node of a control plane on another one.")
        .verb("join", WorkerJoinCommand::new)
        .verb("run", WorkerRunCommand::new)
        .verb("stop", WorkerStopCommand::new);
    add("node", "List, show, cordon, drain, test and remove nodes; `node NAME` shows one.")
        .implying("get")
        .verb("list", NodeListCommand::new)
        .verb("get", NodeShowCommand::new)
        .verb("cordon", NodeCordonCommand::new)
        .verb("drain", NodeDrainCommand::new)
        .verb("uncordon", NodeUncordonCommand::new)
        .verb("remove", NodeRemoveCommand::new)
        .verb("test", NodeTestCommand::new)
        .verb("token", NodeTokenCommand::new);
    add("device", "List devices.").verb("ls", DeviceListCommand::new);
    add("quota", "Show and set project quotas.")
        .verb("set", QuotaSetCommand::new)
        .verb("show", QuotaShowCommand::new);
    add("usage", "Show resource usage; `usage` is short for `usage show`.")
        .implying("show")
        .verb("show", UsageReportCommand::new);
    add("bill", "Show a project's bill; `bill` is short for `bill show`.")
        .implying("show")
        .verb("show", BillCommand::new);
    add("event", "Show the site's events.").verb("ls", EventsCommand::new);
    add("journal", "Verify and export the journal, the site's audit log.")
        .verb("verify", JournalVerifyCommand::new)
        .verb("export", JournalExportCommand::new);
    add(
            "twin",
            "Try policies, fleets and prices in simulated time, with the server's own scheduler.",
            "docs/guides/twin.md describes traces, fleets and reports.")
        .verb("replay", TwinReplayCommand::new)
        .verb("generate", TwinGenerateCommand::new)
        .verb("what-if", TwinWhatIfCommand::new)
        .verb("verify", TwinVerifyCommand::new);
  }

  private Noun add(String name, String... description) {
    Noun noun = new Noun(name, description);
    nouns.put(name, noun);
    return noun;
  }

  private Noun artifacts(ArtifactKind kind, String description) {
    Noun noun =
        add(kind.word(), description)
            .verb("ls", session -> new ArtifactListCommand(session, kind))
            .verb("show", session -> new ArtifactShowCommand(session, kind))
            .verb("export", session -> new ArtifactExportCommand(session, kind))
            .verb("rm", session -> new ArtifactRemoveCommand(session, kind));
    return kind == ArtifactKind.CHECKPOINT // Checkpoints only come from jobs.
        ? noun
        : noun.verb(
            "import",
            session ->
                kind == ArtifactKind.MODEL
                    ? new ModelImportCommand(session)
                    : new ImportCommand(session, kind));
  }

  /** Returns the arguments with short forms expanded and implied verbs added. */
  String[] expand(String... arguments) {
    int first = nextWord(0, arguments);
    List<String> out = new ArrayList<>(Arrays.asList(arguments));
    if (first == arguments.length) {
      // An option by which users of any program ask for the version.
      return !out.removeAll(VERSION_OPTIONS) ? arguments : with(out, "version");
    }
    if (arguments[first].equals("help")) {
      out.remove(first);
      return expand(with(out, "--help"));
    }
    List<String> pair = SHORT_FORMS.get(arguments[first]);
    if (pair != null) {
      out.set(first, pair.getLast());
      out.add(first, pair.getFirst());
      return out.toArray(String[]::new);
    }
    Noun noun = nouns.get(arguments[first]);
    if (noun != null && noun.implied().isPresent()) {
      int second = nextWord(first + 1, arguments);
      boolean hasWord = second < arguments.length;
      boolean hasVerb = hasWord && noun.verbs().containsKey(arguments[second]);
      if (hasWord && !hasVerb && second == first + 1 && asksForHelp(arguments)) {
        return arguments; // Help is about commands, so this word is a verb misspelt, not a name.
      }
      // usage and bill need no name; job and deployment do.
      if (!hasVerb && (hasWord || noun.verbs().size() == 1)) {
        out.add(first + 1, noun.implied().get());
      }
    }
    return out.toArray(String[]::new);
  }

  /**
   * Returns what else the arguments may mean where a word after a noun is taken for a name, as in
   * {@code job lss}; empty if it is like no verb.
   */
  Optional<String> otherMeaning(String... arguments) {
    int first = nextWord(0, arguments);
    int second = nextWord(first + 1, arguments);
    Noun noun = first < arguments.length ? nouns.get(arguments[first]) : null;
    if (noun == null || noun.implied().isEmpty() || second >= arguments.length) {
      return Optional.empty();
    }
    return Suggestions.nearest(arguments[second], noun.verbs().keySet()).stream()
        .findFirst()
        .filter(verb -> !verb.equals(arguments[second]))
        .map(verb -> "If a command was meant: arkwright %s %s".formatted(arguments[first], verb));
  }

  private static String[] with(List<String> arguments, String last) {
    arguments.add(last);
    return arguments.toArray(String[]::new);
  }

  private static boolean asksForHelp(String... arguments) {
    List<String> all = Arrays.asList(arguments);
    return all.contains("--help") || all.contains("-h");
  }

  /**
   * Returns the index of the first argument from {@code start} on that is neither a global option
   * nor its value, or the number of arguments if there is none.
   */
  private static int nextWord(int start, String... arguments) {
    int at = start;
    while (at < arguments.length && arguments[at].startsWith("-")) {
      at += GlobalOptions.WITH_VALUE.contains(arguments[at]) ? 2 : 1;
    }
    return Math.min(at, arguments.length);
  }

  /**
   * Adds the command that the expanded arguments name, or all commands if they name none.
   *
   * @return the error if a word names no command; picocli would not report it before `--help`
   */
  Optional<ParameterException> addRequested(String[] arguments, CommandLine line, Session session) {
    int first = nextWord(0, arguments);
    String name = first < arguments.length ? arguments[first] : "";
    int second = nextWord(first + 1, arguments);
    String next = second < arguments.length ? arguments[second] : "";
    Noun noun = nouns.get(name);
    if (noun != null) {
      Optional<String> verb = Optional.of(next).filter(noun.verbs()::containsKey);
      CommandLine group = noun.commandLine(session, verb);
      line.addSubcommand(name, group);
      return next.isEmpty() || verb.isPresent() ? Optional.empty() : unknown(group, next);
    }
    if (programCommands.containsKey(name) && !name.equals("completion")) {
      var _ = Noun.add(line, name, programCommands.get(name).apply(session));
      return Optional.empty();
    }
    addAll(line, session);
    return name.isEmpty() || programCommands.containsKey(name)
        ? Optional.empty()
        : unknown(line, name);
  }

  private static Optional<ParameterException> unknown(CommandLine line, String word) {
    return Optional.of(new UnknownCommandException(line, word));
  }

  /** Adds every command and short form, from which completion and corrections are made. */
  @SuppressWarnings("NullAway") // Each short form stands for a noun and a verb of this table.
  private void addAll(CommandLine line, Session session) {
    programCommands.forEach((name, command) -> Noun.add(line, name, command.apply(session)));
    nouns.forEach(
        (name, noun) -> line.addSubcommand(name, noun.commandLine(session, Optional.empty())));
    SHORT_FORMS.forEach((word, pair) -> {
      Function<Session, Object> command = nouns.get(pair.getFirst()).verbs().get(pair.getLast());
      var _ = Noun.add(line, word, command.apply(session));
    });
  }

  /** The nouns by name, in the order of the help. */
  Map<String, Noun> nouns() {
    return nouns;
  }
}
