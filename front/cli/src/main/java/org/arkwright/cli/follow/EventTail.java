package org.arkwright.cli.follow;

import java.io.IOException;
import java.time.Duration;
import org.arkwright.cli.api.Api;
import org.arkwright.cli.api.Paths;
import org.arkwright.cli.api.ServerEvents;
import org.arkwright.cli.api.ServerEvents.ServerEvent;
import org.arkwright.cli.terminal.Terminal;

/** Reads the site's events, each once, over any number of conversations. */
public final class EventTail {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private final Api api;
  private final Reconnection reconnection;
  private String after = "";

  public EventTail(Api api, Terminal terminal) {
    this.api = api;
    this.reconnection = new Reconnection(PATIENCE, terminal.err()::println);
  }

  /** Takes an event; false when it wants no more. */
  @FunctionalInterface
  public interface Reader {
    boolean take(String id, String type, String data);
  }

  /** Hands on the events there are and, when following, those to come. */
  public void print(boolean follow, Reader reader) throws IOException {
    boolean more = true;
    while (more) {
      String path = Paths.query("/events", "after", after, "follow", Boolean.toString(follow));
      try (ServerEvents events =
          new ServerEvents(reconnection.persist(() -> api.open(path, "text/event-stream")))) {
        more = follow && drain(events, reader);
      } catch (IOException broken) {
        if (!follow) {
          throw broken;
        }
      }
    }
  }

  private boolean drain(ServerEvents events, Reader reader) throws IOException {
    for (ServerEvent event = events.next(); event != null; event = events.next()) {
      after = event.id();
      if (!reader.take(event.id(), event.type(), event.data())) {
        return false;
      }
    }
    return true;
  }
}
