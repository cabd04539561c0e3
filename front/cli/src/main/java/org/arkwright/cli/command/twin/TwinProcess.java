package org.arkwright.cli.command.twin;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.ProcessMessages;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.WrongUseException;

/**
 * The twin as a separate process from the same jars, so that no other command pays for loading it
 * and it may use as much memory as the machine allows.
 */
public final class TwinProcess {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MAIN_CLASS = "org.arkwright.twin.command.TwinMain";

  private static final String ERROR = "error: ";

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
    if (result.output.isBlank()) {
      throw failed(result);
    }
    session.terminal().err().print(SafeText.lines(result.errors));
    session.printData(JSON.readTree(result.output));
    return result.code;
  }

  /**
   * Runs the twin, whose answer may be larger than memory, and prints it: its text, or an item a
   * line as it comes. Ends the twin when nobody reads on, as {@code head} does.
   */
  int runItems() throws IOException {
    if (!session.wantsData()) {
      return runHere();
    }
    Process process = option("--output", "json").start();
    CompletableFuture<String> errors = errorsOf(process);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        session.printItem(JSON.readTree(line));
        if (session.terminal().out().checkError()) {
          return ExitCode.OK; // The terminal tells why, unless the reader had enough.
        }
      }
      Result result = new Result(end(process), "", errors.join());
      if (result.code != ExitCode.OK) {
        throw failed(result);
      }
      session.terminal().err().print(SafeText.lines(result.errors));
      return result.code;
    } finally {
      process.destroy(); // Nothing where it has ended.
    }
  }

  private int runHere() throws IOException {
    ProcessBuilder twin = builder().redirectInput(ProcessBuilder.Redirect.INHERIT);
    boolean read = session.terminal().width().isPresent();
    if (!read) {
      twin.redirectOutput(ProcessBuilder.Redirect.INHERIT); // What goes to a file stays as it is.
    }
    Process process = twin.start();
    CompletableFuture<Void> told =
        ProcessMessages.print(process.getErrorStream(), session.terminal().err());
    if (read) {
      ProcessMessages.print(process.getInputStream(), session.terminal().out()).join();
    }
    told.join();
    return end(process);
  }

  private record Result(int code, String output, String errors) {}

  private static FailureException failed(Result result) {
    String text =
        result.errors.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
    String message = text.isEmpty() ? "the twin ended with code " + result.code : text;
    String words = message.startsWith(ERROR) ? message.substring(ERROR.length()) : message;
    return result.code == ExitCode.USAGE
        ? new WrongUseException(words)
        : new FailureException(words);
  }

  private Result read() throws IOException {
    Process process = start();
    CompletableFuture<String> errors = errorsOf(process);
    String output = text(process.getInputStream());
    return new Result(end(process), output, errors.join());
  }

  /** Starts the twin with this standard input, from which a trace may come. */
  private Process start() throws IOException {
    return builder().redirectInput(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Reads what the process says of errors while its answer is read. */
  private static CompletableFuture<String> errorsOf(Process process) {
    CompletableFuture<String> errors = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            errors.complete(text(process.getErrorStream()));
          } catch (IOException e) {
            errors.complete(String.valueOf(e.getMessage()));
          }
        });
    return errors;
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
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
