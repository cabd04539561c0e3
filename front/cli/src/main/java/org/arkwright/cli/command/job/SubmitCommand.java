package org.arkwright.cli.command.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FileProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code job submit}: submits a job from a file. */
@Command(name = "submit", description = "Submit the job that a file describes and print its id.")
public final class SubmitCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE", description = "A job's spec in YAML or JSON; - reads stdin.")
  private String file = "";

  public SubmitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    String type = file.endsWith(".json") ? "application/json" : "application/yaml";
    session.printSubmitted(
        new Submission(session.api(), session.terminal()).submit(document(), type));
    return ExitCode.OK;
  }

  private byte[] document() throws IOException {
    return file.equals("-")
        ? session.terminal().in().readAllBytes()
        : FileProblem.readBytes(Path.of(file));
  }
}
