package org.arkwright.cli.session;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.session.GlobalOptions.Format;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.FileProblem;
import org.arkwright.cli.terminal.NotStartedException;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Prints a failure on the terminal's error stream, as lines or in the output format, and chooses
 * the exit code.
 *
 * @param ifNotFound advice for a name that the server does not know; empty for none
 * @param typed the arguments, which failures quote
 */
public record FailureMessages(
    Terminal terminal, Format format, Optional<String> ifNotFound, List<String> typed)
    implements IExecutionExceptionHandler {
  private static final String NOT_FOUND = "not-found";

  public FailureMessages {
    typed = List.copyOf(typed);
  }

  public FailureMessages(Terminal terminal, Format format) {
    this(terminal, format, Optional.empty(), List.of());
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return failure instanceof WrongUseException wrong
        ? print(
            of(wrong.asTyped(option -> typed(command, option)))
                .withHint(UsageWords.seeHelp(command.getCommandSpec())))
        : report(failure);
  }

  /** The text of an option that was given, once. */
  private static Optional<String> typed(CommandLine command, String option) {
    return Optional.ofNullable(command.getParseResult().matchedOption(option))
        .map(CommandLine.Model.OptionSpec::originalStringValues)
        .filter(values -> values.size() == 1)
        .map(List::getFirst);
  }

  /** Prints a failure and returns the exit code; also for failures outside a command line. */
  public int report(Exception failure) {
    Failure found = of(failure);
    return print(
        found.code().equals(NOT_FOUND) ? ifNotFound.map(found::withHint).orElse(found) : found);
  }

  private Failure of(Exception failure) {
    return switch (failure) {
      case ProblemException refused -> Failure.of(refused.problem());
      case UnreachableException _ -> lines("no-server", ExitCode.UNREACHABLE, failure);
      case WrongUseException _ -> lines(Failure.USAGE, ExitCode.USAGE, failure);
      case NotStartedException refused when refused.isWrongUse() ->
          lines(Failure.USAGE, ExitCode.USAGE, failure);
      case FailureException _ -> lines("failed", ExitCode.FAILURE, failure);
      case ParameterException wrong -> UsageWords.of(wrong);
      case IOException broken when FileProblem.isOf(broken) ->
          Failure.ofLines("failed", ExitCode.FAILURE, List.of(FileProblem.sentence(broken)));
      case IOException broken ->
          Failure.ofLines(
              "no-server",
              ExitCode.UNREACHABLE,
              List.of("the connection to the server broke: " + reason(broken)));
      default -> {
        failure.printStackTrace(terminal.err());
        yield Failure.ofLines(
            "bug",
            ExitCode.FAILURE,
            List.of("this is a bug in arkwright: " + failure, "Please report it with the trace."));
      }
    };
  }

  int print(Failure found) {
    Failure failure = found.shown(typed);
    if (format == Format.TABLE) {
      List<String> lines = failure.lines().stream().flatMap(String::lines).toList();
      terminal.err().println(terminal.errColors().red("error: ") + SafeText.of(lines.getFirst()));
      lines.stream().skip(1).forEach(line -> terminal.err().println("  " + SafeText.of(line)));
    } else {
      terminal.err().println(DataText.of(failure.json(), format));
    }
    return failure.exit();
  }

  private static Failure lines(String code, int exit, Exception failure) {
    return Failure.ofLines(code, exit, reason(failure).lines().toList());
  }

  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
