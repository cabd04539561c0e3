package org.arkwright.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.model.unit.Bytes;

/**
 * Watches an import to its end: on a screen one line that is drawn anew with the rate and the time
 * left, elsewhere a plain line every few seconds.
 */
public final class ImportFollower {
  private static final long POLL_MILLIS = 150;
  private static final long PLAIN_NANOS = 5_000_000_000L;
  private static final int BAR = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ApiClient api;
  private final Terminal terminal;
  private final long begin = System.nanoTime();
  private long plainAt = begin + PLAIN_NANOS;
  private boolean drawn;

  public ImportFollower(ApiClient api, Terminal terminal) {
    this.api = api;
    this.terminal = terminal;
  }

  /** The version that the import led to. */
  public JsonNode follow(String id) throws IOException {
    Reconnection reconnection = new Reconnection(PATIENCE, terminal.err()::println);
    while (true) {
      JsonNode now = reconnection.persist(() -> api.get(ApiPaths.of("imports", id)));
      switch (now.path("state").asText("")) {
        case "Succeeded" -> {
          clear();
          return now.path("artifact");
        }
        case "Failed" -> {
          clear();
          throw new FailureException(now.path("problem").asText(""));
        }
        default -> show(now);
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted; the import goes on");
      }
    }
  }

  private void show(JsonNode now) {
    long done = now.path("bytesDone").asLong();
    long total = now.path("bytesTotal").asLong(-1);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long rate = (long) (done / Math.max(seconds, 0.001));
    String text = "%s  %s/s".formatted(new Bytes(done), new Bytes(rate));
    if (total > 0 && done <= total) {
      long left = rate == 0 ? 0 : (total - done) / rate;
      text =
          "%3d%%  %s of %s  %s/s  %d:%02d left"
              .formatted(
                  100 * done / total,
                  new Bytes(done),
                  new Bytes(total),
                  new Bytes(rate),
                  left / 60,
                  left % 60);
    }
    if (terminal.errColours()) {
      int full = total > 0 ? (int) (BAR * Math.min(done, total) / total) : 0;
      terminal.err().print("\r\033[K" + "█".repeat(full) + "░".repeat(BAR - full) + "  " + text);
      terminal.err().flush();
      drawn = true;
    } else if (System.nanoTime() >= plainAt) {
      plainAt += PLAIN_NANOS;
      terminal.err().println("importing: " + text.strip());
    }
  }

  private void clear() {
    if (drawn) {
      terminal.err().print("\r\033[K");
      terminal.err().flush();
    }
  }
}
