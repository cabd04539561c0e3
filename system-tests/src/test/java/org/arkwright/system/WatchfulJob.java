package org.arkwright.system;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A job that gives itself away: it notes which of its attempts ran, tells when another run of it
 * holds its lock, and prints numbered lines, at least so many and for as long as it is held.
 *
 * @param folder where the jobs' notes lie
 * @param lines how many lines it prints when nothing holds it
 * @param pause what it waits after each tenth line, as sleep(1) reads it
 */
record WatchfulJob(Path folder, String name, int lines, String pause) {
  private static final String SCRIPT =
      """
      exec 9>"$NOTES.lock"
      flock -n 9 || echo "$NOTES $ARKWRIGHT_ATTEMPT" >> "$DOUBLE"
      echo "$ARKWRIGHT_ATTEMPT" >> "$NOTES.runs"
      line=0
      while [ $line -lt $LINES_WANTED ] || [ -e "$NOTES.hold" ]; do
        line=$((line + 1))
        echo "line $line"
        [ $((line % 10)) -ne 0 ] || sleep $PAUSE
      done
      """;

  /** What is submitted; a quarter of a core, and as many restarts as anybody may need. */
  String spec() {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.put("name", name).put("script", SCRIPT);
    spec.putObject("resources").put("cpus", 0.25);
    spec.putObject("restart").put("maxRestarts", 30).put("backoff", "0s");
    spec.putObject("env")
        .put("NOTES", folder.resolve(name).toString())
        .put("DOUBLE", doubles(folder).toString())
        .put("LINES_WANTED", Integer.toString(lines))
        .put("PAUSE", pause);
    return spec.toString();
  }

  /** Makes it print on until it is released. */
  void hold() throws IOException {
    Files.createFile(folder.resolve(name + ".hold"));
  }

  void release() throws IOException {
    Files.delete(folder.resolve(name + ".hold"));
  }

  /** What a whole run of so many lines prints. */
  static String output(long lines) {
    return LongStream.rangeClosed(1, lines)
        .mapToObj(line -> "line " + line + "\n")
        .collect(Collectors.joining());
  }

  /** The attempts that ran, in the order they began. */
  List<Integer> runs() throws IOException {
    try {
      return Files.readAllLines(folder.resolve(name + ".runs")).stream()
          .map(Integer::valueOf)
          .toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  /** Exists once a job of that folder has run twice at the same time. */
  static Path doubles(Path folder) {
    return folder.resolve("double");
  }
}
