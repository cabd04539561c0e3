package org.arkwright.cli.command.job;

import static java.time.temporal.ChronoUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What the twin says of a job's start, as lines of a detail view. */
final class StartView {
  private StartView() {}

  /** The lines by their names; none where the twin was not asked. */
  static SequencedMap<String, String> lines(JsonNode start) {
    SequencedMap<String, String> lines = new LinkedHashMap<>();
    if (start.isMissingNode()) {
      return lines;
    }
    if (start.has("problem")) {
      lines.put("starts", "cannot be told: " + start.path("problem").asText());
      return lines;
    }
    switch (start.path("certainty").asText()) {
      case "Expected" -> {
        lines.put("starts", "expected at " + time(start, "expected"));
        if (start.has("early")) {
          lines.put(
              "between",
              time(start, "early")
                  + " and "
                  + (start.has("late") ? time(start, "late") : "an unknown time"));
        }
        if (start.has("latest")) {
          lines.put("latest", time(start, "latest"));
        }
      }
      case "AtTheLatest" -> lines.put("starts", "at the latest at " + time(start, "latest"));
      case "Unknown" -> lines.put("starts", "unknown, because " + start.path("because").asText());
      default -> lines.put("starts", "never, as things stand");
    }
    return lines;
  }

  private static String time(JsonNode start, String field) {
    return toTheSecond(start.path(field).asText());
  }

  /** Returns an instant to the second; other text as it is. */
  static String toTheSecond(String instant) {
    try {
      return Instant.parse(instant).truncatedTo(SECONDS).toString();
    } catch (DateTimeException _) {
      return instant;
    }
  }
}
