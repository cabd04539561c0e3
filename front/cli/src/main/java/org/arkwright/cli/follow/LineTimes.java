package org.arkwright.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.follow.LogTail.LogSource;

/**
 * When the lines of one rank's output were written, to the second, from the notes of the worker. A
 * line that it has not noted yet was written just now. For one thread.
 */
final class LineTimes {
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final ApiClient api;
  private final LogSource source;
  private final boolean following;
  private final NavigableMap<Long, String> marks = new TreeMap<>();
  private long readAt;
  private boolean read;

  LineTimes(ApiClient api, LogSource source, boolean following) {
    this.api = api;
    this.source = source;
    this.following = following;
  }

  /** Returns the time of the line that begins at that byte; empty text if it is unknown. */
  String at(long offset) {
    var mark = marks.higherEntry(offset);
    if (mark == null && (!read || System.nanoTime() - readAt > FRESH_NANOS)) {
      refresh();
      mark = marks.higherEntry(offset);
    }
    if (mark != null) {
      return mark.getValue();
    }
    if (following) {
      return text(Instant.now());
    }
    return marks.isEmpty() ? "" : marks.lastEntry().getValue();
  }

  private void refresh() {
    readAt = System.nanoTime();
    read = true;
    long known = marks.isEmpty() ? 0 : marks.lastKey();
    try {
      for (JsonNode mark : api.get(source.timesPath(known)).path("marks")) {
        String at = text(Instant.parse(mark.path("at").asText()));
        marks.put(mark.path("size").asLong(), at);
      }
    } catch (IOException | ProblemException | UnreachableException _) {
      // The lines themselves matter more; the reader of them reports an unreachable server.
    }
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
