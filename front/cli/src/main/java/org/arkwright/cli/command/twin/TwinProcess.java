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
 * The twin as a separate process from the same jars, so that no other command pays for loading it
 * and it may use as much memory as the machine allows.
 */
public final class TwinProcess {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MAIN_CLASS = "org.arkwright.twin.command.TwinMain";

  private final Session session;
  private final List<String> arguments = new ArrayList<>();

  public TwinProcess(Session session, String command) {
    this.session = session;
    arguments.add(command);
  }

  public TwinProcess argument(String argument) {
    arguments.add(argument);
    return this;
  }

  /** Adds the option unless its value is empty. */
  public TwinProcess option(String name, String value) {
    if (!value.isEmpty()) {
      arguments.add(name);
      arguments.add(value);
    }
    return this;
  }

  TwinProcess options(String name, List<String> values) {
    values.forEach(value -> option(name, value));
    return this;
  }

  /** Runs the twin, prints its answer in the session's output format, and returns its exit code. */
  int run() throws IOException {
    if (!session.wantsData()) {
      return runHere();
    }
    Result result = option("--output", "json").read();
    if (result.code == ExitCode.OK) {
      session.printData(JSON.readTree(result.output));
    }
    return result.code;
  }

  /** Runs the twin in this terminal, whatever the session's output format. */
  int runHere() throws IOException {
    return end(builder().inheritIO().start());
  }

  /**
   * Runs the twin and returns its answer, empty if it failed; it prints errors on this terminal.
   */
  public JsonNode answer() throws IOException {
    Result result = read();
    return result.code == ExitCode.OK ? JSON.readTree(result.output) : JSON.createObjectNode();
  }

  private record Result(int code, String output) {}

  private Result read() throws IOException {
    Process process = builder().redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(end(process), output);
  }

  private ProcessBuilder builder() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:-UsePerfData"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
    command.addAll(arguments);
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
