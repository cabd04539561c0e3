package org.arkwright.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.terminal.Terminal;

/** Opens a terminal in a running rank, and joins it with the one that this command runs in. */
public final class RemoteTerminal {
  private static final int BUFFER_BYTES = 1 << 14;

  private static final long END_MILLIS = 300;

  /** What a terminal takes for the end of what is typed. */
  private static final byte[] END_OF_INPUT = {4};

  private final ApiClient api;
  private final Terminal terminal;
  private final TypedFrames typed = new TypedFrames();

  public RemoteTerminal(ApiClient api, Terminal terminal) {
    this.api = api;
    this.terminal = terminal;
  }

  /**
   * Runs the program until it ends; returns its exit status, or empty when the connection broke.
   *
   * @param job an id, a name, or PROJECT/NAME
   * @param command empty for a shell
   * @param type the terminal's type; empty for a plain one
   */
  public OptionalInt run(String job, int rank, List<String> command, String type)
      throws IOException {
    boolean person = terminal.interactive();
    Optional<LocalTerminal.Size> size = person ? LocalTerminal.size() : Optional.empty();
    String path =
        ApiPaths.query(
            ApiPaths.job(job, "terminals"),
            "rank",
            Integer.toString(rank),
            "type",
            type,
            "rows",
            size.map(known -> Integer.toString(known.rows())).orElse(""),
            "columns",
            size.map(known -> Integer.toString(known.columns())).orElse(""));
    for (String word : command) {
      path = ApiPaths.queryAnyText(path, "command", word);
    }
    ApiClient.Opened opened = api.openPost(path, "arkwright-terminal");
    try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(opened.body(), BUFFER_BYTES));
        LocalTerminal local = new LocalTerminal()) {
      if (person) {
        local.makeRaw();
        Interrupts.onResize(this::resize);
      }
      daemon("terminal-send", () -> send(opened.header()));
      daemon("terminal-type", this::type);
      return show(in);
    }
  }

  private OptionalInt show(DataInputStream in) throws IOException {
    for (Optional<Frames.Frame> frame = Frames.read(in);
        frame.isPresent();
        frame = Frames.read(in)) {
      switch (frame.get().kind()) {
        case Frames.BYTES -> {
          terminal.out().write(frame.get().bytes());
          terminal.out().flush();
        }
        case Frames.EXIT -> {
          return OptionalInt.of(frame.get().number());
        }
        default -> {
          // Of a newer server.
        }
      }
    }
    return OptionalInt.empty();
  }

  private void send(String id) {
    try {
      JsonNode _ = api.postStream(ApiPaths.of("terminals", id, "input"), typed);
    } catch (IOException _) {
      // The terminal has ended, or the server is gone: what is shown ends, too.
    }
  }

  /** Sends what is typed; the end of a file that is given instead ends the input there. */
  private void type() {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = terminal.in()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        typed.send(Frames.bytes(buffer, read));
      }
      while (true) {
        // A program that has not set its terminal yet may miss it: it is said until that ends.
        Thread.sleep(END_MILLIS);
        typed.send(Frames.bytes(END_OF_INPUT, 1));
      }
    } catch (IOException | InterruptedException _) {
      // Nobody types any more.
    }
  }

  private void resize() {
    LocalTerminal.size()
        .ifPresent(size -> {
          try {
            typed.send(Frames.resize(size));
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void daemon(String name, Runnable task) {
    Thread.ofPlatform().name(name).daemon().start(task);
  }
}
