package org.arkwright.cli.command.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;

/**
 * The twin, in a process of its own from the same jars, so that no other command pays for loading
 * it and it may use as much memory as the machine allows.
 */
public final class TwinProcess {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MAIN_CLASS = "org.arkwright.twin.command.TwinMain";

  private final Session session;
  private final List<String> words = new ArrayList<>();

  public TwinProcess(Session session, String command) {
    this.session = session;
    words.add(command);
  }

  public TwinProcess word(String word) {
    words.add(word);
    return this;
  }

  /** Adds the option unless its value is empty. */
  public TwinProcess option(String name, String value) {
    if (!value.isEmpty()) {
      words.add(name);
      words.add(value);
    }
    return this;
  }

  TwinProcess options(String name, List<String> values) {
    values.forEach(value -> option(name, value));
    return this;
  }

  /** Runs it in this terminal and returns its exit code; data is printed as the user wants it. */
  int run() throws IOException {
    if (!session.wantsData()) {
      return runHere();
    }
    Read read = option("--output", "json").read();
    if (read.code == ExitCode.OK) {
      session.printData(JSON.readTree(read.answer));
    }
    return read.code;
  }

  /** Runs it in this terminal, whatever form of answers the user wants. */
  int runHere() throws IOException {
    return end(builder().inheritIO().start());
  }

  /** Runs it and reads its answer as data; what goes wrong it says on this terminal. */
  public JsonNode answer() throws IOException {
    Read read = read();
    return read.code == ExitCode.OK ? JSON.readTree(read.answer) : JSON.createObjectNode();
  }

  private record Read(int code, String answer) {}

  private Read read() throws IOException {
    Process process = builder().redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Read(end(process), answer);
  }

  private ProcessBuilder builder() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:-UsePerfData"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
    command.addAll(words);
    return new ProcessBuilder(command);
  }

  private static int end(Process process) throws InterruptedIOException {
    try {
      return process.waitFor();
    } catch (InterruptedException _) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the twin");
    }
  }
}
