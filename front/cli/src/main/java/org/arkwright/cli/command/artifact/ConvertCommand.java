package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model convert}: makes a GGUF file of a model, or fewer bits per weight. */
@Command(
    name = "convert",
    description = {
      "Make a GGUF file, which llama.cpp serves, of a model in Hugging Face's layout; or use fewer"
          + " bits per weight.",
      "It is a job, whose result is the model's next version: the weights in one file, and beside"
          + " it what is small and no weights. Llama, Mistral, Qwen 2 and 3, SmolLM2 and others of"
          + " their architectures are converted."
    })
public final class ConvertCommand implements Callable<Integer> {
  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Mixin private final ArtifactOption option = new ArtifactOption();
  @Mixin private final ConversionOptions conversion = new ConversionOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "NAME or NAME@VERSION.")
  private String model = "";

  @Option(
      names = "--to",
      paramLabel = "NAME",
      description = "The model whose next version the result becomes; default: the same.")
  private String to = "";

  @Option(names = "--name", paramLabel = "NAME", description = "The job's name.")
  private String name = "";

  @Option(
      names = {"-d", "--detach"},
      description = "Print the job's id and return at once.")
  private boolean detach;

  public ConvertCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ArtifactRef from = ArtifactOption.ref(ArtifactKind.MODEL, model);
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("project", option.project()).put("model", from.toString());
    var result = to.isEmpty() ? from.name() : ArtifactOption.ref(ArtifactKind.MODEL, to).name();
    request.put("to", result.toString());
    if (!name.isEmpty()) {
      request.put("name", name);
    }
    conversion.putInto(request);
    ConversionRun run = new ConversionRun(session, result);
    JobAnswer job;
    try {
      job = run.submit(request);
    } catch (ProblemException refused) {
      Map<String, String> options = new HashMap<>(ConversionOptions.OPTIONS);
      options.putAll(Map.of("model", "MODEL", "to", "--to", "name", "--name"));
      throw new OptionErrors(Objects.requireNonNull(owner).commandLine(), options).explain(refused);
    }
    if (detach) {
      session.printSubmitted(job);
      return ExitCode.OK;
    }
    return run.follow(job);
  }
}
