package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.command.PagedList;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.command.artifact.ArtifactOption;
import org.arkwright.cli.follow.FollowOutput;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.follow.JobFollower;
import org.arkwright.cli.follow.JobFollower.Outcome;
import org.arkwright.cli.follow.LogSelection;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.training.Hyperparameters;
import org.arkwright.cli.training.TrainingScreen;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  /** The trainer's exit status for data or settings that no second try mends. */
  private static final int INVALID_INPUT = 2;

  private static final BigDecimal CORES_MIN = new BigDecimal("0.1");

  /** The least part of a core that a rank is given when others use the rest. */
  private static final double SHARE_MIN = 0.5;

  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("inputs.data", "--data"),
          Map.entry("inputs.base", "--from"),
          Map.entry("name", "--name"),
          Map.entry("project", "--project"),
          Map.entry("ranks", "--ranks"),
          Map.entry("resources.cpus", "--cpus"),
          Map.entry("resources.memory", "--memory"),
          Map.entry("resources.devices.kind", "--device"));

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
      names = "--from",
      paramLabel = "MODEL",
      description = "Start from a model of the Llama family instead of from scratch.")
  private String from = "";

  @Mixin private final Hyperparameters hyperparameters = new Hyperparameters();

  @Option(
      names = "--ranks",
      paramLabel = "N",
      description = "Processes that share each batch; default: 1.")
  private int ranks = 1;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Cores per rank, such as 2 or 0.5; default: a share of a node's free cores.")
  private String cpus = "";

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
    Map<String, String> options = checked();
    BigDecimal cores = cpus.isEmpty() ? evenShare() : new BigDecimal(cpus);
    byte[] document = document(cores, options);
    JobAnswer job;
    try {
      job =
          new Submission(session.api(), session.terminal())
              .submitTraining(document, hyperparameters.context());
    } catch (ProblemException refused) {
      throw new OptionErrors(Objects.requireNonNull(owner).commandLine(), OPTIONS).explain(refused);
    }
    if (detach) {
      session.printSubmitted(job);
      return ExitCode.OK;
    }
    TrainingScreen screen = new TrainingScreen(session.terminal());
    JobFollower follower = follower(job, screen);
    Interrupts.onInterrupt(follower::interrupt);
    Interrupts.onTermination(() -> RunCommand.tellItGoesOn(session, job));
    Outcome outcome = follower.follow();
    screen.finish();
    return switch (outcome) {
      case Outcome.Ended(JobAnswer ended) -> {
        if (ended.exitCode() == 0) {
          printRegistered(registered(ended));
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

  /** Follows the leading rank: on the screen as a curve, or as items of data. */
  private JobFollower follower(JobAnswer job, TrainingScreen screen) {
    if (!session.wantsData()) {
      session.terminal().err().println("» job " + job.id() + "  " + job.name());
    }
    return new JobFollower(
        session.api(),
        session.wantsData() ? FollowOutput.of(session) : FollowOutput.text(screen.asTerminal()),
        job.id(),
        LogSelection.ofRank(OptionalInt.of(0)),
        true,
        RunCommand.RETRY_TIMEOUT);
  }

  private void printRegistered(String version) {
    if (session.wantsData()) {
      session.printItem(
          JsonNodeFactory.instance.objectNode().put("type", "artifact").put("artifact", version));
    } else {
      session.terminal().out().println("registered as " + version);
    }
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

  /** Checks all options, and returns those of the trainer. */
  private Map<String, String> checked() {
    if (ranks < 1) {
      throw usageError("--ranks is '%d', expected a whole number from 1".formatted(ranks));
    }
    if (!cpus.isEmpty()
        && !(cpus.matches("[0-9]{1,6}([.][0-9]{1,3})?")
            && new BigDecimal(cpus).compareTo(CORES_MIN) >= 0)) {
      throw usageError(
          "--cpus is '%s', expected cores from %s, such as 2 or 0.5, or no --cpus for a share"
              .formatted(cpus, CORES_MIN));
    }
    return hyperparameters.options(!from.isEmpty());
  }

  private ParameterException usageError(String text) {
    return new ParameterException(Objects.requireNonNull(owner).commandLine(), text);
  }

  /**
   * Returns each rank's share of the most cores that are free on a node: whole cores, or tenths
   * where there are fewer than ranks, so that they begin beside what runs there; of a node's total
   * if less than half a core is free for each.
   */
  private BigDecimal evenShare() throws IOException {
    double total = 0;
    double free = 0;
    for (JsonNode node : PagedList.allPages(session.api(), "/nodes", "nodes")) {
      total = Math.max(total, node.path("cpus").path("total").asDouble(0));
      free = Math.max(free, node.path("cpus").path("free").asDouble(0));
    }
    if (total == 0) {
      throw new FailureException("no node has registered yet\nGive --cpus, or wait for a node.");
    }
    double share = (free >= ranks * SHARE_MIN ? free : total) / ranks;
    return share >= 1
        ? BigDecimal.valueOf((long) share)
        : BigDecimal.valueOf(share).setScale(1, RoundingMode.DOWN).max(CORES_MIN);
  }

  private byte[] document(BigDecimal cores, Map<String, String> options) {
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
    StringBuilder script = new StringBuilder("exec \"$ARKWRIGHT_LAUNCHER\" work train --name ");
    script.append(modelName().name());
    if (!device.isEmpty()) {
      // A requested device is paid for: never train on the CPU beside it by mistake.
      script.append(" --device cuda");
    }
    options.forEach((option, value) -> script.append(' ').append(option).append(' ').append(value));
    spec.put("script", script + "\n");
    ObjectNode env =
        spec.putObject("env")
            .put("OMP_NUM_THREADS", cores.setScale(0, RoundingMode.CEILING).toPlainString());
    String dataset = ArtifactOption.ref(ArtifactKind.DATASET, data).toString();
    ObjectNode inputs = spec.putObject("inputs").put("data", dataset);
    env.put("ARKWRIGHT_DATA_NAME", dataset);
    if (!from.isEmpty()) {
      String base = ArtifactOption.ref(ArtifactKind.MODEL, from).toString();
      inputs.put("base", base);
      env.put("ARKWRIGHT_BASE_NAME", base);
    }
    spec.putObject("outputs").put("model", modelName().toString());
    ObjectNode restart =
        spec.putObject("restart").put("maxRestarts", RESTARTS).put("backoff", "2s");
    restart.putArray("finalExits").add(INVALID_INPUT);
    spec.put("resumes", true);
    spec.put("grace", "30s");
    return spec.toString().getBytes(StandardCharsets.UTF_8);
  }
}
