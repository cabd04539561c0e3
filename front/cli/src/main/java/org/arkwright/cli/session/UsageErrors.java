package org.arkwright.cli.session;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.arkwright.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in a line or two, and where to read more. */
public record UsageErrors(Terminal terminal) implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException wrong, String[] words) {
    CommandLine command = wrong.getCommandLine();
    String message = wrong.getMessage();
    terminal.err().println(terminal.errInk().red("error: ") + (message == null ? wrong : message));
    StringWriter nearest = new StringWriter();
    if (UnmatchedArgumentException.printSuggestions(wrong, new PrintWriter(nearest, true))) {
      terminal.err().println("  " + nearest.toString().strip());
    }
    terminal.err().println("  See: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }
}
