package org.arkwright.cli.session;

import org.arkwright.cli.session.GlobalOptions.Format;
import org.arkwright.cli.terminal.Terminal;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Prints what is wrong with a command line, what was expected, and where to find help. */
public record UsageErrors(Terminal terminal, Format format) implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException invalid, String[] arguments) {
    return new FailureMessages(terminal, format).print(UsageWords.of(invalid));
  }
}
