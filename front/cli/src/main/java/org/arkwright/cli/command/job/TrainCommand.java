package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.command.artifact.ArtifactOption;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.follow.JobFollower.Outcome;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.training.TrainingScreen;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code model train}: trains a language model as a job and follows it to its end. */
@Command(
    name = "train",
    description = {
      "Train a small language model on a dataset of text, and register it as a new model version.",
      "The loss is shown while the job runs. A run that is killed or preempted resumes from its"
          + " last checkpoint."
    })
public final class TrainCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;
  private static final int RESTARTS = 3;
  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATASET",
      description = "The dataset to train on: NAME or NAME@VERSION.")
  private String data = "";

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = "The model; the result becomes its next version.")
  private String model = "";

  @Option(
      names = "--preset",
      paramLabel = "SIZE",
      description = "nano (1 M parameters), micro (14 M) or mini (98 M); default: nano.")
  private String preset = "nano";

  @Option(
      names = "--from",
      paramLabel = "MODEL",
      description = "Start from a model of the Llama family instead of from scratch.")
  private String from = "";

  @Option(names = "--minutes", paramLabel = "N", description = "Train for about N minutes.")
  private String minutes = "";

  @Option(names = "--tokens", paramLabel = "N", description = "Train on N tokens.")
  private String tokens = "";

  @Option(names = "--steps", paramLabel = "N", description = "Train for N steps.")
  private String steps = "";

  @Option(names = "--seed", paramLabel = "N", description = "Random seed of weights and order.")
  private String seed = "";

  @Option(
      names = "--ranks",
      paramLabel = "N",
      description = "Processes that share each batch; default: 1.")
  private int ranks = 1;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Cores per rank; default: an even share of a node's free cores.")
  private @Nullable Integer cpus;

  @Option(names = "--memory", paramLabel = "SIZE", description = "Memory per rank, such as 4GiB.")
  private String memory = "";

  @Option(
      names = "--device",
      paramLabel = "KIND",
      description = "Train on devices of this kind, such as h100, one per rank.")
  private String device = "";

  @Option(names = "--project", paramLabel = "NAME", description = "The job's project.")
  private String project = "";

  @Option(names = "--name", paramLabel = "NAME", description = "The job's name.")
  private String name = "";

  @Option(names = "--detach", description = "Print the job's id and return at once.")
  private boolean detach;

  public TrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    check();
    byte[] document = document(cpus != null ? cpus : evenShare());
    JobAnswer job =
        new Submission(session.api(), session.terminal()).submit(document, "application/json");
    if (detach) {
      session.printSubmitted(job);
      return ExitCode.OK;
    }
    session.terminal().err().println("» job " + job.id() + "  " + job.name());
    TrainingScreen screen = new TrainingScreen(session.terminal());
    JobFollower follower =
        new JobFollower(
            session.api(),
            screen.asTerminal(),
            job.id(),
            OptionalInt.of(0),
            true,
            RunCommand.RETRY_TIMEOUT);
    Interrupts.onInterrupt(follower::interrupt);
    Outcome outcome = follower.follow();
    screen.finish();
    return switch (outcome) {
      case Outcome.Ended(JobAnswer ended) -> {
        if (ended.exitCode() == 0) {
          session.terminal().out().println("registered as " + registered(ended));
        }
        yield ended.exitCode();
      }
      case Outcome.Left(boolean cancelling) -> {
        session
            .terminal()
            .err()
            .println("Detached; `arkwright job %s` shows the loss so far.".formatted(job.id()));
        yield cancelling ? INTERRUPTED : ExitCode.OK;
      }
    };
  }

  /** Returns the version that the job created, or the name if another job created one since. */
  private String registered(JobAnswer ended) throws IOException {
    ArtifactName name = modelName();
    JsonNode latest =
        session.api().get(ApiPaths.artifact(ended.text("project"), ArtifactRef.latest(name)));
    return latest.path("lineage").path("job").asText("").equals(ended.id())
        ? latest.path("ref").asText("")
        : name.toString();
  }

  private ArtifactName modelName() {
    return ArtifactOption.ref(ArtifactKind.MODEL, model).name();
  }

  private void check() {
    if (!preset.matches("nano|micro|mini")) {
      throw usageError("--preset is '%s'; expected nano, micro or mini".formatted(preset));
    }
    int limits =
        (minutes.isEmpty() ? 0 : 1) + (tokens.isEmpty() ? 0 : 1) + (steps.isEmpty() ? 0 : 1);
    if (limits > 1) {
      throw usageError("give only one of --minutes, --tokens and --steps");
    }
    for (String number : new String[] {minutes, tokens, steps, seed}) {
      // The values become part of a shell script.
      if (!number.matches("[0-9_]*[.]?[0-9]*")) {
        throw usageError("'%s' is not a number".formatted(number));
      }
    }
    if (ranks < 1) {
      throw usageError("--ranks is '%d'; expected a whole number from 1".formatted(ranks));
    }
    if (cpus != null && cpus < 1) {
      throw usageError(
          "--cpus is '%d'; expected a whole number from 1, or no --cpus for a share of the node"
              .formatted(cpus));
    }
  }

  private ParameterException usageError(String text) {
    return new ParameterException(Objects.requireNonNull(owner).commandLine(), text);
  }

  /**
   * Returns each rank's share, in whole cores, of the most cores that are free on a node; of a
   * node's total if fewer cores are free than there are ranks.
   */
  private int evenShare() throws IOException {
    double total = 0;
    double free = 0;
    for (JsonNode node : PagedList.allPages(session.api(), "/nodes", "nodes")) {
      total = Math.max(total, node.path("cpus").path("total").asDouble(0));
      free = Math.max(free, node.path("cpus").path("free").asDouble(0));
    }
    if (total == 0) {
      throw new FailureException("no node has registered yet\nGive --cpus, or wait for a node.");
    }
    return Math.max(1, (int) ((free >= ranks ? free : total) / ranks));
  }

  private byte[] document(int cores) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.put("name", name.isEmpty() ? "train-" + modelName().name() : name);
    RequestJson.putText(spec, "project", project);
    spec.put("ranks", ranks);
    ObjectNode resources = spec.putObject("resources").put("cpus", cores);
    RequestJson.putText(resources, "memory", memory);
    if (!device.isEmpty()) {
      resources.putObject("devices").put("kind", device).put("count", 1);
    }
    if (ranks > 1) {
      // Ranks synchronize after every step: a network between nodes would be the bottleneck.
      spec.put("topology", "same-node");
    }
    StringBuilder script =
        new StringBuilder("exec \"$ARKWRIGHT_LAUNCHER\" work train --preset ").append(preset);
    script.append(" --name ").append(modelName().name());
    // A requested device is paid for: never train on the CPU beside it by mistake.
    append(script, "--device", device.isEmpty() ? "" : "cuda");
    append(script, "--minutes", minutes);
    append(script, "--tokens", tokens);
    append(script, "--steps", steps);
    append(script, "--seed", seed);
    spec.put("script", script + "\n");
    ObjectNode env = spec.putObject("env").put("OMP_NUM_THREADS", Integer.toString(cores));
    String dataset = ArtifactOption.ref(ArtifactKind.DATASET, data).toString();
    ObjectNode inputs = spec.putObject("inputs").put("data", dataset);
    env.put("ARKWRIGHT_DATA_NAME", dataset);
    if (!from.isEmpty()) {
      String base = ArtifactOption.ref(ArtifactKind.MODEL, from).toString();
      inputs.put("base", base);
      env.put("ARKWRIGHT_BASE_NAME", base);
    }
    spec.putObject("outputs").put("model", modelName().toString());
    spec.putObject("restart").put("maxRestarts", RESTARTS).put("backoff", "2s");
    spec.put("resumes", true);
    spec.put("grace", "30s");
    return spec.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(StringBuilder script, String option, String value) {
    if (!value.isEmpty()) {
      script.append(' ').append(option).append(' ').append(value);
    }
  }
}
