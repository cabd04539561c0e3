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

/** Tells a failure in words on the terminal's error stream and chooses the exit code. */
public record FailureMessages(Terminal terminal) implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return tell(failure);
  }

  /** As above, for failures outside a command line. */
  public int tell(Exception failure) {
    return switch (failure) {
      case ProblemException refused -> say(refused.problem().lines(), ExitCode.FAILURE);
      case UnreachableException missing -> say(missing, ExitCode.UNREACHABLE);
      case FailureException told -> say(told, ExitCode.FAILURE);
      case IOException broken ->
          say(
              List.of("the conversation with the server broke off: " + reason(broken)),
              ExitCode.UNREACHABLE);
      default -> {
        failure.printStackTrace(terminal.err());
        yield say(
            List.of("this is a bug in arkwright: " + failure, "Please report it with the trace."),
            ExitCode.FAILURE);
      }
    };
  }

  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private int say(Exception failure, int code) {
    return say(reason(failure).lines().toList(), code);
  }

  private int say(List<String> lines, int code) {
    terminal.err().println(terminal.errInk().red("error: ") + lines.getFirst());
    lines.stream().skip(1).forEach(line -> terminal.err().println("  " + line));
    return code;
  }
}
