package org.arkwright.cli.command.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.pipeline.PipelineCheck;
import org.arkwright.cli.pipeline.PipelineCode;
import org.arkwright.cli.pipeline.PipelineFile;
import org.arkwright.cli.pipeline.PipelineRun;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FileProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipeline run}: runs a pipeline. */
@Command(
    name = "run",
    description = {
      "Run the steps of a file as jobs, each as soon as its inputs exist.",
      "A step whose command, code, environment and inputs are unchanged is not run again. After"
          + " an interruption, run the same file again: it rejoins jobs that are still running."
    })
public final class PipelineRunCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  private final Session session;

  @Parameters(paramLabel = "FILE", description = "The pipeline in YAML.")
  private Path file = Path.of("");

  public PipelineRunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Path path = session.folder().resolve(file);
    byte[] document = FileProblem.readBytes(path);
    PipelineFile pipeline =
        PipelineFile.read(document, path.toRealPath().resolveSibling("").normalize());
    PipelineCheck.check(session.api(), pipeline, document);
    PipelineCode.bring(session, pipeline, path);
    Interrupts.onInterrupt(this::detach);
    boolean succeeded =
        new PipelineRun(
                session.api(),
                session.terminal(),
                session.wantsData() ? Optional.of(session::printItem) : Optional.empty(),
                pipeline)
            .run();
    return succeeded ? ExitCode.OK : ExitCode.FAILURE;
  }

  private void detach() {
    session
        .terminal()
        .err()
        .println("The jobs keep running; run the same file again to rejoin them.");
    Runtime.getRuntime().halt(INTERRUPTED);
  }
}
