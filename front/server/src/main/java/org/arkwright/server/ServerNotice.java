package org.arkwright.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/** The file in which a server publishes its address to clients and workers. */
record ServerNotice(long pid, String url, String gateway, Instant startedAt) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Writes the notice atomically: a reader sees the old one or the new one. */
  void write(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.write(
        draft,
        JSON.writeValueAsBytes(
            JsonNodeFactory.instance
                .objectNode()
                .put("pid", pid)
                .put("url", url)
                .put("gateway", gateway)
                .put("startedAt", startedAt.toString())));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Reads the notice; empty when it is missing or unreadable. */
  static Optional<ServerNotice> read(Path file) {
    try {
      JsonNode json = JSON.readTree(file.toFile());
      return Optional.of(
          new ServerNotice(
              json.path("pid").asLong(),
              json.path("url").asText(),
              json.path("gateway").asText(),
              Instant.parse(json.path("startedAt").asText())));
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }
}
