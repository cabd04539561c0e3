package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.command.artifact.ArtifactOption;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.training.Hyperparameters;
import org.arkwright.cli.training.TrainingRun;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("data", "--data"),
          Map.entry("model", "--model"),
          Map.entry("from", "--from"),
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

  @Option(
      names = {"-d", "--detach"},
      description = "Print the job's id and return at once.")
  private boolean detach;

  public TrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JobAnswer job;
    try {
      job = new Submission(session.api(), session.terminal()).submitTraining(document());
    } catch (ProblemException refused) {
      Map<String, String> options = new HashMap<>(Hyperparameters.OPTIONS);
      options.putAll(OPTIONS);
      throw new OptionErrors(Objects.requireNonNull(owner).commandLine(), options).explain(refused);
    }
    if (detach) {
      session.printSubmitted(job);
      return ExitCode.OK;
    }
    return new TrainingRun(session, modelName()).toItsEnd(job, ExitCode.OK);
  }

  private ArtifactName modelName() {
    return ArtifactOption.ref(ArtifactKind.MODEL, model).name();
  }

  private byte[] document() {
    ObjectNode training = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(training, "name", name);
    RequestJson.putText(training, "project", project);
    training.put("data", data).put("model", model);
    RequestJson.putText(training, "from", from);
    training.put("ranks", ranks);
    ObjectNode resources = training.putObject("resources");
    RequestJson.putNumber(resources, "cpus", cpus);
    RequestJson.putText(resources, "memory", memory);
    if (!device.isEmpty()) {
      resources.putObject("devices").put("kind", device).put("count", 1);
    }
    hyperparameters.putInto(training);
    return training.toString().getBytes(StandardCharsets.UTF_8);
  }
}
