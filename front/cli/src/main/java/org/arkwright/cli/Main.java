package org.arkwright.cli;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.arkwright.cli.session.FailureMessages;
import org.arkwright.cli.session.GlobalOptions.Format;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;

/** The entry point of the {@code arkwright} process. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    Map<String, String> environment = System.getenv();
    Terminal terminal = Terminal.ofProcess(environment);
    int code;
    try {
      code = Arkwright.execute(terminal, environment, InstantSource.system(), arguments);
    } catch (OutOfMemoryError _) {
      code =
          report(
              terminal,
              arguments,
              new FailureException(
                  "the answer does not fit into this command's memory\n"
                      + "Request less, for example with --limit, or page through the API."));
    }
    Optional<String> problem = terminal.outputProblem();
    if (problem.isPresent()) {
      code =
          report(
              terminal,
              arguments,
              new FailureException("the output could not be written completely: " + problem.get()));
    }
    System.exit(code);
  }

  private static int report(Terminal terminal, String[] arguments, FailureException failure) {
    return new FailureMessages(terminal, Format.requestedBy(arguments)).report(failure);
  }
}
