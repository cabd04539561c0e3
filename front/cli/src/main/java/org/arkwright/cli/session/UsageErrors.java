package org.arkwright.cli.session;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.arkwright.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what is wrong with a command line, the nearest match, and where to find help. */
public record UsageErrors(Terminal terminal) implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException invalid, String[] arguments) {
    CommandLine command = invalid.getCommandLine();
    String message = invalid.getMessage();
    terminal
        .err()
        .println(terminal.errColors().red("error: ") + (message == null ? invalid : message));
    StringWriter nearest = new StringWriter();
    if (UnmatchedArgumentException.printSuggestions(invalid, new PrintWriter(nearest, true))) {
      terminal.err().println("  " + nearest.toString().strip());
    }
    terminal.err().println("  See: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }
}
