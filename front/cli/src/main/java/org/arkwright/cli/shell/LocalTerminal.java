package org.arkwright.cli.shell;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that this command runs in, by stty(1): the JDK cannot set one. While it is raw, keys
 * go to the other side as they are, Ctrl-C too. Not thread-safe.
 */
final class LocalTerminal implements AutoCloseable {
  private static final File TERMINAL = new File("/dev/tty");

  private @Nullable String before;

  /** The size of its window. */
  record Size(int rows, int columns) {}

  /** Returns the size; empty where it is not known. */
  static Optional<Size> size() {
    try {
      String[] words = stty("size").strip().split(" ", -1);
      int rows = Integer.parseInt(words[0]);
      int columns = Integer.parseInt(words[1]);
      return rows > 0 && columns > 0 ? Optional.of(new Size(rows, columns)) : Optional.empty();
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  /**
   * Makes it raw until it is closed.
   *
   * @throws IOException when stty cannot
   */
  void makeRaw() throws IOException {
    before = stty("-g").strip();
    var _ = stty("raw", "-echo");
  }

  @Override
  public void close() {
    String settings = before;
    before = null;
    if (settings != null) {
      try {
        var _ = stty(settings);
      } catch (IOException _) {
        // There is no terminal any more.
      }
    }
  }

  private static String stty(String... arguments) throws IOException {
    ProcessBuilder command = new ProcessBuilder("stty");
    command.command().addAll(List.of(arguments));
    Process stty = command.redirectInput(TERMINAL).redirectErrorStream(true).start();
    String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (stty.waitFor() != 0) {
        throw new IOException("the terminal cannot be set: " + said.strip());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
    return said;
  }
}
