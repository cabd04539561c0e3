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
 * A job that checks itself: it records which of its attempts ran, reports when another run holds
 * its lock, and prints numbered lines, at least {@code lines} and for as long as it is held.
 *
 * @param folder the folder of the jobs' records
 * @param lines how many lines it prints when it is not held
 * @param pause the pause after every tenth line, as an argument of sleep(1)
 */
record SelfCheckingJob(Path folder, String name, int lines, String pause) {
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

  /** Returns the spec to submit: a quarter of a core, and enough restarts for every test. */
  String spec() {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.put("name", name).put("script", SCRIPT);
    spec.putObject("resources").put("cpus", 0.25);
    spec.putObject("restart").put("maxRestarts", 30).put("backoff", "0s");
    spec.putObject("env")
        .put("NOTES", folder.resolve(name).toString())
        .put("DOUBLE", duplicateRuns(folder).toString())
        .put("LINES_WANTED", Integer.toString(lines))
        .put("PAUSE", pause);
    return spec.toString();
  }

  /** Makes the job continue printing until it is released. */
  void hold() throws IOException {
    Files.createFile(folder.resolve(name + ".hold"));
  }

  void release() throws IOException {
    Files.delete(folder.resolve(name + ".hold"));
  }

  /** Returns the output of a complete run of that many lines. */
  static String output(long lines) {
    return LongStream.rangeClosed(1, lines)
        .mapToObj(line -> "line " + line + "\n")
        .collect(Collectors.joining());
  }

  /** Returns the attempts that ran, in order of their start. */
  List<Integer> runs() throws IOException {
    try {
      return Files.readAllLines(folder.resolve(name + ".runs")).stream()
          .map(Integer::valueOf)
          .toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  /** Returns the file that exists once a job of that folder has run twice at the same time. */
  static Path duplicateRuns(Path folder) {
    return folder.resolve("double");
  }
}
