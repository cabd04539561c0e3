package org.arkwright.cli.follow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ServerEvents;
import org.arkwright.cli.api.ServerEvents.ServerEvent;
import org.arkwright.cli.terminal.Terminal;

/**
 * Reads the site's events from now on, each once, over any number of conversations. Used by one
 * thread.
 */
public final class EventTail {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** What the server says before it ends the stream of a reader that is too slow. */
  private static final String OVERFLOW = "overflow";

  private final ApiClient api;
  private final Reconnection reconnection;
  private String after = "";

  public EventTail(ApiClient api, Terminal terminal) {
    this.api = api;
    this.reconnection = new Reconnection(PATIENCE, terminal.err()::println);
  }

  /** Hands on each event's data until the reader answers false: it wants no more. */
  public void print(Predicate<String> reader) throws IOException {
    boolean more = true;
    while (more) {
      String path = ApiPaths.query("/events", "after", after);
      try (ServerEvents events =
          new ServerEvents(reconnection.persist(() -> api.open(path, "text/event-stream")))) {
        more = drain(events, reader);
      } catch (InterruptedIOException interrupted) {
        throw interrupted;
      } catch (IOException _) {
        // Broken off in mid-stream: the next conversation begins after the last event.
      }
    }
  }

  private boolean drain(ServerEvents events, Predicate<String> reader) throws IOException {
    for (ServerEvent event = events.next(); event != null; event = events.next()) {
      after = event.id();
      if (!event.type().equals(OVERFLOW) && !reader.test(event.data())) {
        return false;
      }
    }
    return true;
  }
}
