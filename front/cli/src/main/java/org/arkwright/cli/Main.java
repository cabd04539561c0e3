package org.arkwright.cli;

import java.time.InstantSource;
import java.util.Map;
import org.arkwright.cli.terminal.Terminal;

/** Where the process begins. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] words) {
    Map<String, String> environment = System.getenv();
    Terminal terminal = Terminal.ofProcess(environment);
    int code = Arkwright.execute(terminal, environment, InstantSource.system(), words);
    terminal.out().flush();
    System.exit(code);
  }
}
