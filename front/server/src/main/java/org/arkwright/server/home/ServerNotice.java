package org.arkwright.server.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.arkwright.file.WholeFile;

/**
 * The file in which a server publishes its address to clients and workers. Clients believe it only
 * in the folder that it was written for.
 *
 * @param home the folder's path
 * @param place the {@linkplain HomePlace#name() name of the place} of the home
 * @param processStart the server's start in clock ticks since boot, which tells it from a later
 *     process of that number; 0 where the system does not tell
 * @param note what the start has to say to whoever caused it; empty for nothing
 */
public record ServerNotice(
    long pid,
    String url,
    String gateway,
    Instant startedAt,
    String home,
    String place,
    long processStart,
    String note) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int START_FIELD = 19;

  /**
   * Returns the notice of this process.
   *
   * @param note what the start has to say; empty for nothing
   */
  public static ServerNotice ofThisProcess(
      String url, String gateway, Instant startedAt, String note, HomePlace place) {
    return new ServerNotice(
        ProcessHandle.current().pid(),
        url,
        gateway,
        startedAt,
        place.path(),
        place.name(),
        startOfThisProcess(),
        note);
  }

  /** Writes the notice atomically: a reader sees the old one or the new one. */
  public void write(Path file) throws IOException {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("pid", pid)
            .put("url", url)
            .put("gateway", gateway)
            .put("startedAt", startedAt.toString())
            .put("home", home)
            .put("place", place)
            .put("processStart", processStart);
    if (!note.isEmpty()) {
      json.put("note", note);
    }
    WholeFile.replace(file, JSON.writeValueAsBytes(json));
  }

  /** Reads the notice; empty when it is missing or unreadable. */
  public static Optional<ServerNotice> read(Path file) {
    try {
      JsonNode json = JSON.readTree(file.toFile());
      return Optional.of(
          new ServerNotice(
              json.path("pid").asLong(),
              json.path("url").asText(),
              json.path("gateway").asText(),
              Instant.parse(json.path("startedAt").asText()),
              json.path("home").asText(),
              json.path("place").asText(),
              json.path("processStart").asLong(),
              json.path("note").asText()));
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  /** Whether the process that wrote this still runs, and is not this one. */
  boolean isOfAnotherRunningProcess() {
    return pid != ProcessHandle.current().pid()
        && processStart != 0
        && stat(Long.toString(pid))
            .filter(fields -> !fields[0].equals("Z") && !fields[0].equals("X"))
            .filter(fields -> Long.parseLong(fields[START_FIELD]) == processStart)
            .isPresent();
  }

  private static long startOfThisProcess() {
    return stat("self").map(fields -> Long.parseLong(fields[START_FIELD])).orElse(0L);
  }

  /**
   * Returns the fields of {@code /proc/PID/stat} after the name (proc(5)); empty if there is none.
   */
  private static Optional<String[]> stat(String pid) {
    try {
      String stat = Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may itself contain spaces and parentheses.
      return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
