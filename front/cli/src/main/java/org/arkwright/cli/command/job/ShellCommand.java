package org.arkwright.cli.command.job;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.shell.RemoteTerminal;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job shell}: a terminal in a running rank. */
@Command(
    name = "shell",
    description = {
      "Open a terminal in a running rank, with its variables, folder, limits and isolation.",
      "Ends with the exit status of the shell, or of the command."
    })
public final class ShellCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--rank",
      paramLabel = "N",
      description = "The rank.",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS)
  private int rank;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "A job's id, its name, or PROJECT/NAME.")
  private String job = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "A program and its arguments instead of a shell, after --.")
  private List<String> command = List.of();

  public ShellCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (rank < 0) {
      throw WrongUseException.ofValue("--rank", rank, "a rank from 0");
    }
    OptionalInt status =
        new RemoteTerminal(session.api(), session.terminal())
            .run(job, rank, command, session.variable("TERM").orElse(""));
    if (status.isEmpty()) {
      session.terminal().err().println("arkwright: the connection to the terminal was lost");
      return ExitCode.FAILURE;
    }
    return status.getAsInt();
  }
}
