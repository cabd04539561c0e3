package org.arkwright.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.model.unit.Bytes;

/**
 * Follows an import to its end: on a screen with a progress bar, the rate and the time left,
 * otherwise with a plain line every few seconds.
 */
public final class ImportFollower {
  private static final long POLL_MILLIS = 150;
  private static final long PLAIN_NANOS = 5_000_000_000L;
  private static final int BAR_CELLS = 24;
  private static final Duration RETRY_TIMEOUT = Duration.ofSeconds(30);

  private final ApiClient api;
  private final Terminal terminal;
  private final String id;
  private final long begin = System.nanoTime();
  private long plainAt = begin + PLAIN_NANOS;
  private boolean drawn;

  public ImportFollower(ApiClient api, Terminal terminal, String id) {
    this.api = api;
    this.terminal = terminal;
    this.id = id;
  }

  /** Stops the import; {@link #follow} then ends with that. */
  public void interrupt() {
    try {
      var _ = api.post(ApiPaths.of("imports", id, "cancel"), MissingNode.getInstance());
    } catch (IOException | RuntimeException _) {
      terminal.err().println("the server does not answer; the import ends without its client");
    }
  }

  /** Says what an import made: a version, its size and its number of files. */
  public static String summary(JsonNode version) {
    return "%s  %s in %s files"
        .formatted(
            version.path("ref").asText(""),
            new Bytes(version.path("size").asLong()),
            version.path("fileCount").asText(""));
  }

  /**
   * Waits for the import and returns it as it then is, with its version as {@code artifact}.
   *
   * @throws FailureException if the import failed
   */
  public JsonNode follow() throws IOException {
    Reconnection reconnection = new Reconnection(RETRY_TIMEOUT, terminal.err()::println);
    while (true) {
      JsonNode now = reconnection.retry(() -> api.get(ApiPaths.of("imports", id)));
      switch (now.path("state").asText("")) {
        case "Succeeded" -> {
          clear();
          for (JsonNode each : now.path("leftOut")) {
            terminal.tell("left out: " + each.asText(""));
          }
          return now;
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
        throw new InterruptedIOException("interrupted; the import ends in a minute");
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
    if (terminal.colorErr()) {
      int full = total > 0 ? (int) (BAR_CELLS * Math.min(done, total) / total) : 0;
      String bar = "█".repeat(full) + "░".repeat(BAR_CELLS - full);
      terminal.err().print("\r\033[K" + bar + "  " + text);
      terminal.err().flush();
      drawn = true;
    } else if (System.nanoTime() >= plainAt) {
      plainAt += PLAIN_NANOS;
      terminal.tell("importing: " + text.strip());
    }
  }

  private void clear() {
    if (drawn) {
      terminal.err().print("\r\033[K");
      terminal.err().flush();
    }
  }
}
