package org.arkwright.cli.follow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ServerEvents;
import org.arkwright.cli.api.ServerEvents.ServerEvent;
import org.arkwright.cli.terminal.Terminal;

/** Reads the site's new events, each exactly once even if the connection breaks. For one thread. */
public final class EventTail {
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);

  /** The type of the event that the server sends before it disconnects a slow reader. */
  private static final String OVERFLOW = "overflow";

  private final ApiClient api;
  private final Reconnection reconnection;
  private final String job;
  private final String stream;
  private String after;

  /**
   * Creates a reader.
   *
   * @param job the id of the only job to read about; empty for all
   * @param after the number of the last event that is known
   */
  public EventTail(ApiClient api, Terminal terminal, String job, long after) {
    this.job = job;
    this.stream = job.isEmpty() ? "/events" : ApiPaths.job(job, "events");
    this.after = Long.toString(after);
    this.api = api;
    this.reconnection = new Reconnection(RETRY_TIMEOUT, terminal.err()::println);
  }

  /**
   * Passes each event's data to the reader until it returns false; the events of one job until its
   * last.
   */
  public void print(Predicate<String> reader) throws IOException {
    boolean more = true;
    while (more) {
      String path = ApiPaths.query(stream, "after", after);
      try (ServerEvents events =
          new ServerEvents(reconnection.retry(() -> api.open(path, "text/event-stream")))) {
        String before = after;
        more = drain(events, reader) && !(before.equals(after) && hasEnded());
      } catch (InterruptedIOException interrupted) {
        throw interrupted;
      } catch (IOException _) {
        // The connection broke; the next one continues after the last event.
      }
    }
  }

  private boolean hasEnded() throws IOException {
    return !job.isEmpty()
        && new JobAnswer(reconnection.retry(() -> api.get(ApiPaths.job(job)))).isFinal();
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
