package org.arkwright.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.arkwright.cli.terminal.Terminal;

/** Executes command lines in tests and captures their output. */
public final class CommandShell {
  public static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final Path EMPTY = emptyFolder();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new TreeMap<>();
  private InputStream in = InputStream.nullInputStream();
  private OptionalInt width = OptionalInt.empty();
  private Path folder = EMPTY;
  private boolean interactive;

  /** Returns a shell whose environment names the server. */
  public static CommandShell at(FakeApi api) {
    return new CommandShell()
        .with("ARKWRIGHT_URL", api.url())
        .with("ARKWRIGHT_TOKEN", FakeApi.TOKEN);
  }

  public CommandShell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Types commands in a folder; an empty one is usual. */
  public CommandShell in(Path other) {
    folder = other;
    return this;
  }

  private static Path emptyFolder() {
    try {
      Path made = Files.createTempDirectory("arkwright-cli");
      made.toFile().deleteOnExit();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public CommandShell typing(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Types it at a terminal: commands may ask. */
  public CommandShell atTerminal(String text) {
    interactive = true;
    return typing(text);
  }

  public CommandShell columns(int columns) {
    width = OptionalInt.of(columns);
    return this;
  }

  /** Executes a command's arguments and returns its exit code. */
  public int run(String... arguments) {
    return Arkwright.execute(
        terminal(interactive), environment, InstantSource.fixed(NOW), folder, arguments);
  }

  public Terminal terminal(boolean interactive) {
    return new Terminal(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        in,
        width,
        OptionalInt.empty(),
        false,
        false,
        interactive);
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
