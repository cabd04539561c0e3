package org.arkwright.gateway.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.file.WholeFile;

/**
 * The records that cannot be booked, so that they are neither lost nor in the way of others: a file
 * for each batch that had some, a line of JSON for each record, with the reason. One thread.
 */
final class SetAside {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;

  /** A record, as text, and why it cannot be booked. */
  record Unbookable(String text, String reason) {}

  SetAside(Path folder) {
    this.folder = folder;
  }

  /** Keeps the records of a batch; the same batch again replaces what it left before. */
  void keep(long batch, List<Unbookable> records) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("%012d.jsonl".formatted(batch));
    String lines = records.stream().map(SetAside::line).collect(Collectors.joining());
    // Durable before the batch's own file is deleted, or a power loss would leave neither.
    WholeFile.replace(file, lines.getBytes(StandardCharsets.UTF_8));
  }

  private static String line(Unbookable unbookable) {
    ObjectNode line = JsonNodeFactory.instance.objectNode().put("reason", unbookable.reason());
    try {
      JsonNode record = MAPPER.readTree(unbookable.text());
      line.set("record", record);
    } catch (JsonProcessingException _) {
      line.put("text", unbookable.text());
    }
    try {
      return MAPPER.writeValueAsString(line) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }

  /** How many records lie in the folder. */
  long count() throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long count = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
          count += lines.count();
        }
      }
    }
    return count;
  }
}
