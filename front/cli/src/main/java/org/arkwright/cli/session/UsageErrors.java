package org.arkwright.cli.session;

import java.util.List;
import java.util.Optional;
import org.arkwright.cli.session.GlobalOptions.Format;
import org.arkwright.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what is wrong with a command line, what was expected, and where to find help. */
public record UsageErrors(Terminal terminal, Format format) implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException invalid, String[] arguments) {
    return new FailureMessages(terminal, format, Optional.empty(), List.of(arguments))
        .print(UsageWords.of(cause(invalid, arguments)));
  }

  /** What is missing is often there, behind a name that is misspelt: that name is the mistake. */
  private static ParameterException cause(ParameterException invalid, String[] arguments) {
    if (invalid instanceof MissingParameterException) {
      CommandLine command = invalid.getCommandLine();
      for (String argument : arguments) {
        if (argument.equals("--")) {
          break;
        }
        String name = argument.split("=", 2)[0];
        if (name.matches("--[a-zA-Z].*") && command.getCommandSpec().findOption(name) == null) {
          return new UnmatchedArgumentException(command, List.of(name));
        }
      }
    }
    return invalid;
  }
}
