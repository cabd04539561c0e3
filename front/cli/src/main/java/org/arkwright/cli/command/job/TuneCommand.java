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
import org.arkwright.cli.training.TrainingRun;
import org.arkwright.cli.training.TuningOptions;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model tune}: tunes a model as a job and follows it to its end. */
@Command(
    name = "tune",
    description = {
      "Tune a registered model on chats, pairs or texts, and register what it learnt: an adapter, or"
          + " with --merge or --full a whole model.",
      "Data are lines of .jsonl with messages, with prompt and completion, or with text; of chats and"
          + " pairs only the answers are learnt. A run that is killed or preempted resumes from its"
          + " last checkpoint."
    })
public final class TuneCommand implements Callable<Integer> {
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("base", "BASE"),
          Map.entry("data", "--data"),
          Map.entry("model", "--model"),
          Map.entry("adapter", "--adapter"),
          Map.entry("method", "--full"),
          Map.entry("merge", "--merge"),
          Map.entry("name", "--name"),
          Map.entry("project", "--project"),
          Map.entry("ranks", "--ranks"),
          Map.entry("resources.cpus", "--cpus"),
          Map.entry("resources.memory", "--memory"),
          Map.entry("resources.devices.kind", "--device"));

  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Parameters(
      index = "0",
      paramLabel = "BASE",
      description = "The model to tune, in Hugging Face's layout or GGUF: NAME or NAME@VERSION.")
  private String base = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATASET",
      description = "The dataset to learn: NAME or NAME@VERSION.")
  private String data = "";

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The result becomes its next version; default: BASE's name and -tuned.")
  private String model = "";

  @Option(
      names = "--adapter",
      paramLabel = "MODEL",
      description = "Go on from an adapter of the base, in PEFT's layout.")
  private String adapter = "";

  @Option(names = "--full", description = "Train all weights instead of an adapter.")
  private boolean full;

  @Option(
      names = "--merge",
      description = "Write a whole model, which deploy serves, and the adapter beside it.")
  private boolean merge;

  @Mixin private final TuningOptions tuning = new TuningOptions();

  @Option(
      names = "--ranks",
      paramLabel = "N",
      description = "Processes that share each step; default: 1.")
  private int ranks = 1;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Cores per rank, such as 2 or 0.5; default: a share of a node's free cores.")
  private String cpus = "";

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Memory per rank, such as 4GiB; a tuning that needs more does not begin.")
  private String memory = "";

  @Option(
      names = "--device",
      paramLabel = "KIND",
      description = "Tune on devices of this kind, such as h100, one per rank.")
  private String device = "";

  @Option(names = "--project", paramLabel = "NAME", description = "The job's project.")
  private String project = "";

  @Option(names = "--name", paramLabel = "NAME", description = "The job's name.")
  private String name = "";

  @Option(
      names = {"-d", "--detach"},
      description = "Print the job's id and return at once.")
  private boolean detach;

  public TuneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    JobAnswer job;
    try {
      job = new Submission(session.api(), session.terminal()).submitTuning(document());
    } catch (ProblemException refused) {
      Map<String, String> options = new HashMap<>(TuningOptions.OPTIONS);
      options.putAll(OPTIONS);
      throw new OptionErrors(Objects.requireNonNull(owner).commandLine(), options).explain(refused);
    }
    if (detach) {
      session.printSubmitted(job);
      return ExitCode.OK;
    }
    return new TrainingRun(session, result(job)).toItsEnd(job, ExitCode.OK);
  }

  /** What the server makes the result a version of. */
  private static ArtifactName result(JobAnswer job) {
    String said = job.json().path("spec").path("outputs").path("model").asText("");
    return ArtifactOption.ref(ArtifactKind.MODEL, said.replaceFirst("^model/", "")).name();
  }

  private byte[] document() {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(request, "name", name);
    RequestJson.putText(request, "project", project);
    request.put("base", base).put("data", data);
    RequestJson.putText(request, "model", model);
    RequestJson.putText(request, "adapter", adapter);
    if (full) {
      request.put("method", "full");
    }
    if (merge) {
      request.put("merge", true);
    }
    request.put("ranks", ranks);
    ObjectNode resources = request.putObject("resources");
    RequestJson.putNumber(resources, "cpus", cpus);
    RequestJson.putText(resources, "memory", memory);
    if (!device.isEmpty()) {
      resources.putObject("devices").put("kind", device).put("count", 1);
    }
    tuning.putInto(request);
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }
}
