package org.arkwright.cli;

import java.time.InstantSource;
import java.util.Map;
import org.arkwright.cli.session.FailureMessages;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;

/** Where the process begins. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] words) {
    Map<String, String> environment = System.getenv();
    Terminal terminal = Terminal.ofProcess(environment);
    int code;
    try {
      code = Arkwright.execute(terminal, environment, InstantSource.system(), words);
    } catch (OutOfMemoryError tooMuch) {
      code =
          new FailureMessages(terminal)
              .tell(
                  new FailureException(
                      "the answer does not fit into this command's memory\n"
                          + "Ask for less, as with --limit, or use the API page by page."));
    }
    terminal.out().flush();
    System.exit(code);
  }
}
