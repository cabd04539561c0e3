package org.arkwright.cli.command.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.snapshot.FolderCode;
import org.arkwright.cli.terminal.FileProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job submit}: submits a job from a file. */
@Command(
    name = "submit",
    description = {
      "Submit the job that a file describes and print its id.",
      "The file's folder travels along, unless the file names a snapshot or a workingDirectory."
    })
public final class SubmitCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "FILE",
      description = "A job's spec in YAML or JSON; - reads stdin, and then no folder travels.")
  private String file = "";

  @Option(
      names = "--no-snapshot",
      description = "Run in an empty folder: nothing of the file's comes along.")
  private boolean noSnapshot;

  public SubmitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    String type = file.endsWith(".json") ? "application/json" : "application/yaml";
    byte[] document = document();
    Optional<String> snapshot = snapshot(document);
    Submission submission = new Submission(session.api(), session.terminal());
    session.printSubmitted(
        snapshot.isEmpty()
            ? submission.submit(document, type)
            : submission.submit(document, type, snapshot.get()));
    return ExitCode.OK;
  }

  private boolean isStdin() {
    return file.equals("-");
  }

  private byte[] document() throws IOException {
    return isStdin()
        ? session.terminal().in().readAllBytes()
        : FileProblem.readBytes(session.folder().resolve(session.path(file)));
  }

  private Optional<String> snapshot(byte[] document) throws IOException {
    if (isStdin() || noSnapshot || !takesFolder(document)) {
      return Optional.empty();
    }
    Path real = session.folder().resolve(session.path(file)).toRealPath();
    return new FolderCode(session, real.resolveSibling("").normalize()).keepAll();
  }

  /** Whether the ranks begin in a fresh folder. What is no job is for the server to refuse. */
  private static boolean takesFolder(byte[] document) throws IOException {
    try {
      JsonNode spec = new YAMLMapper().readTree(document);
      return spec.isObject() && !spec.has("snapshot") && !spec.has("workingDirectory");
    } catch (JsonProcessingException _) {
      return false;
    }
  }
}
