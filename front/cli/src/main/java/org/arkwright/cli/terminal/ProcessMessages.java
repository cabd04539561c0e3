package org.arkwright.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * What a program of ours says, line by line, on this terminal. It has no terminal of its own to
 * care for, and may quote what others wrote: a control plane on another host, a trace.
 */
public final class ProcessMessages {
  private ProcessMessages() {}

  /**
   * Prints a stream to its end, on a thread of its own. Once nobody reads what is printed, the
   * stream is closed, which the program finds out when it says more.
   *
   * @return done when all has been printed; it never fails
   */
  public static CompletableFuture<Void> print(InputStream from, PrintStream to) {
    CompletableFuture<Void> printed = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (BufferedReader lines =
              new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine();
                line != null && !to.checkError();
                line = lines.readLine()) {
              to.println(SafeText.lines(line));
            }
          } catch (IOException _) {
            // The program has been ended.
          } finally {
            printed.complete(null);
          }
        });
    return printed;
  }
}
