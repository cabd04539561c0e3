package org.arkwright.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.cli.terminal.Terminal;

/** Where a person's lines come from. For one thread. */
public interface LineInput extends AutoCloseable {
  /** Shows the prompt and returns what was typed; empty at the end, such as by Ctrl-D. */
  Optional<String> read(String prompt) throws IOException;

  /** Runs {@code action} at each Ctrl-C that is typed outside of {@link #read}, from now on. */
  void onInterrupt(Runnable action);

  @Override
  void close() throws IOException;

  /**
   * The process's own terminal is edited with keys and remembers lines; any other input is read as
   * it comes.
   *
   * @param history where lines are remembered
   */
  static LineInput of(Terminal terminal, Path history) throws IOException {
    return terminal.in().equals(System.in) ? EditedLines.open(history) : plain(terminal);
  }

  private static LineInput plain(Terminal terminal) {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
    return new LineInput() {
      @Override
      public Optional<String> read(String prompt) throws IOException {
        terminal.err().print(prompt);
        terminal.err().flush();
        return Optional.ofNullable(lines.readLine());
      }

      @Override
      public void onInterrupt(Runnable action) {
        // Nobody types here.
      }

      @Override
      public void close() {
        // The stream is the process's.
      }
    };
  }
}
