package org.arkwright.cli.command.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.Consumer;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.WrongUseException;

/** Asks the server's twin, and waits for its answer. For one thread. */
public final class ServersTwin {
  private static final long POLL_FIRST_MILLIS = 100;
  private static final long POLL_MILLIS_MAX = 1000;
  private static final String PATH = "whatif";

  private final ApiClient api;
  private final Consumer<String> messages;
  private int shown;

  /** Asks the session's server, and prints how far the twin is. */
  public ServersTwin(Session session) {
    this.api = session.api();
    this.messages = session.terminal()::tell;
  }

  /**
   * Returns the run once it has succeeded; ends it when this program is interrupted.
   *
   * @param question the body of {@code POST /api/v1/whatif}
   * @throws WrongUseException when what is asked for cannot be
   * @throws FailureException when there is no answer for another reason
   */
  public JsonNode answer(JsonNode question) throws IOException {
    JsonNode run = api.post("/" + PATH, question);
    String path = ApiPaths.of(PATH, run.path("id").asText());
    Interrupts.onInterrupt(() -> end(path));
    Interrupts.onTermination(() -> tryToEnd(path));
    long pause = POLL_FIRST_MILLIS;
    while (true) {
      show(run);
      String state = run.path("state").asText();
      switch (state) {
        case "Waiting", "Running" -> {}
        case "Succeeded" -> {
          return run;
        }
        case "Failed" -> {
          String problem = run.path("problem").asText();
          throw run.path("wrongUse").asBoolean()
              ? new WrongUseException(problem)
              : new FailureException(problem);
        }
        default -> throw new FailureException("the what-if is " + state);
      }
      pause(pause);
      pause = Math.min(2 * pause, POLL_MILLIS_MAX);
      run = api.get(path);
    }
  }

  private void show(JsonNode run) {
    JsonNode said = run.path("messages");
    for (; shown < said.size(); shown++) {
      messages.accept(said.path(shown).asText());
    }
  }

  private void end(String path) {
    tryToEnd(path);
    System.exit(ExitCode.INTERRUPTED);
  }

  private void tryToEnd(String path) {
    try {
      api.delete(path);
    } catch (IOException | ProblemException | UnreachableException _) {
      // The server ends it soon: nobody asks for it any more.
    }
  }

  private static void pause(long millis) throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the twin");
    }
  }
}
