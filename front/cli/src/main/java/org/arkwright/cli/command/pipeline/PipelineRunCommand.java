package org.arkwright.cli.command.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.PipelineAnswer;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.pipeline.PipelineCode;
import org.arkwright.cli.pipeline.PipelineFile;
import org.arkwright.cli.pipeline.PipelineFollower;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FileProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipeline run}: submits a pipeline and follows it. */
@Command(
    name = "run",
    description = {
      "Run the steps of a file as jobs, each as soon as its inputs exist, and follow them.",
      "A step whose command, code, environment and inputs are unchanged is not run again. The"
          + " server runs the pipeline: an interruption leaves it running, and the same command"
          + " follows it again."
    })
public final class PipelineRunCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE", description = "The pipeline in YAML.")
  private Path file = Path.of("");

  @Option(
      names = {"-d", "--detach"},
      description = "Do not follow it; print its id.")
  private boolean detached;

  public PipelineRunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Path path = session.folder().resolve(file);
    byte[] document = FileProblem.readBytes(path);
    PipelineFollower follower =
        new PipelineFollower(
            session.api(),
            session.terminal(),
            session.wantsData() ? Optional.of(session::printItem) : Optional.empty());
    // All that is wrong with the file, with its lines, before anything of the folder is sent.
    var _ = session.api().postDocument("/pipelines/check", document, "application/yaml", Map.of());
    PipelineFile pipeline =
        PipelineFile.read(document, path.toRealPath().resolveSibling("").normalize());
    PipelineCode.bring(session, pipeline, path);
    PipelineAnswer submitted = new PipelineAnswer(submit(follower, pipeline));
    if (detached) {
      if (session.wantsData()) {
        session.printData(submitted.json());
      } else {
        session.terminal().say(submitted.id());
      }
      return ExitCode.OK;
    }
    Interrupts.onInterrupt(() -> detach(submitted));
    return follower.follow(submitted) ? ExitCode.OK : ExitCode.FAILURE;
  }

  private JsonNode submit(PipelineFollower follower, PipelineFile pipeline) throws IOException {
    byte[] body = pipeline.document().toString().getBytes(StandardCharsets.UTF_8);
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    return follower.persistently(
        () -> session.api().postDocument("/pipelines", body, "application/json", key));
  }

  private void detach(PipelineAnswer pipeline) {
    session
        .terminal()
        .tell(
            ("The pipeline keeps running. `arkwright pipeline run %s` follows it again,"
                    + " `arkwright pipeline show %s` shows it, `arkwright pipeline cancel %s` gives"
                    + " it up.")
                .formatted(file, pipeline.id(), pipeline.id()));
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }
}
