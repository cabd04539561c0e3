package org.arkwright.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.cli.terminal.FailureException;

/** The worker process of this host, which joins or has joined a control plane on another one. */
public final class HostWorker {
  private static final String MAIN_CLASS = "org.arkwright.worker.HostMain";

  private final Path folder;

  /**
   * @param folder of all that the host keeps as a worker
   */
  public HostWorker(Path folder) {
    this.folder = folder;
  }

  /** Runs the worker's program here, and returns its exit code. */
  public int runHere(List<String> arguments) throws IOException {
    Process process = new ProcessBuilder(command(arguments)).inheritIO().start();
    Thread hook = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      int code = process.waitFor();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // This process is ending.
      }
      return code;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new FailureException("interrupted");
    }
  }

  /** Starts the worker so that it outlives this process and its terminal. */
  public void start() throws IOException {
    Path home = folder.resolve("worker");
    Files.createDirectories(home);
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(command(List.of()));
    var _ =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("worker.out").toFile()))
            .start();
  }

  /**
   * Asks the worker to end.
   *
   * @return whether one runs
   */
  public boolean stop() throws IOException {
    Path file = folder.resolve("worker").resolve("worker.json");
    JsonNode json;
    try {
      json = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException _) {
      return false;
    }
    // The number may be another process's by now.
    Optional<ProcessHandle> running =
        ProcessHandle.of(json.path("pid").asLong())
            .filter(process ->
                process.info().commandLine().filter(line -> line.contains(MAIN_CLASS)).isPresent());
    running.ifPresent(ProcessHandle::destroy);
    return running.isPresent();
  }

  private List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx384m",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS, "--folder"));
    command.add(folder.toString());
    command.addAll(arguments);
    return command;
  }
}
