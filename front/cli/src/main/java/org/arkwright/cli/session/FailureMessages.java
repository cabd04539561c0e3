package org.arkwright.cli.session;

import java.io.IOException;
import java.util.List;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints a failure on the terminal's error stream and chooses the exit code. */
public record FailureMessages(Terminal terminal) implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return report(failure);
  }

  /** Prints a failure and returns the exit code; also for failures outside a command line. */
  public int report(Exception failure) {
    return switch (failure) {
      case ProblemException refused -> print(refused.problem().lines(), ExitCode.FAILURE);
      case UnreachableException unreachable -> print(unreachable, ExitCode.UNREACHABLE);
      case FailureException failed -> print(failed, ExitCode.FAILURE);
      case IOException broken ->
          print(
              List.of("the connection to the server broke: " + reason(broken)),
              ExitCode.UNREACHABLE);
      default -> {
        failure.printStackTrace(terminal.err());
        yield print(
            List.of("this is a bug in arkwright: " + failure, "Please report it with the trace."),
            ExitCode.FAILURE);
      }
    };
  }

  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private int print(Exception failure, int code) {
    return print(reason(failure).lines().toList(), code);
  }

  private int print(List<String> lines, int code) {
    terminal.err().println(terminal.errColors().red("error: ") + lines.getFirst());
    lines.stream().skip(1).forEach(line -> terminal.err().println("  " + line));
    return code;
  }
}
