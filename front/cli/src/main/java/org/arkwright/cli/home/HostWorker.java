package org.arkwright.cli.home;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.ProcessMessages;

/** The worker process of this host, which joins or has joined a control plane on another one. */
public final class HostWorker {
  private static final String MAIN_CLASS = "org.arkwright.worker.HostMain";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  /** Made by the worker, with its node's site and name, once the control plane has the node. */
  private static final String LISTED = "listed";

  private static final Duration POLL = Duration.ofMillis(20);

  private final Path folder;

  /**
   * @param folder of all that the host keeps as a worker
   */
  public HostWorker(Path folder) {
    this.folder = folder;
  }

  /** How an attempt to join ended. */
  public sealed interface Joining {
    /**
     * This host is a worker now.
     *
     * @param worker the site and name under which this host is a worker
     */
    record Joined(String worker) implements Joining {}

    /**
     * It failed; its program has said why.
     *
     * @param code its exit code, not 0
     */
    record Failed(int code) implements Joining {}
  }

  /**
   * Joins a control plane: makes this host's key and has it certified.
   *
   * @param messages where its program says what is wrong, in words that may be the other side's
   */
  public Joining join(List<String> arguments, PrintStream messages) throws IOException {
    Process process =
        new ProcessBuilder(command(arguments))
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .start();
    CompletableFuture<Void> told = ProcessMessages.print(process.getErrorStream(), messages);
    String said;
    try (InputStream out = process.getInputStream()) {
      said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    told.join();
    int code = awaitEnd(process);
    return code == 0 ? new Joining.Joined(said) : new Joining.Failed(code);
  }

  /**
   * Runs the worker's program here, and returns its exit code.
   *
   * @param messages where it says what is wrong
   */
  public int runHere(PrintStream messages) throws IOException {
    Process process =
        new ProcessBuilder(command(List.of()))
            .inheritIO()
            .redirectError(ProcessBuilder.Redirect.PIPE)
            .start();
    // Not awaited: a rank that goes on may have the stream as well.
    var _ = ProcessMessages.print(process.getErrorStream(), messages);
    return awaitEnd(process);
  }

  private static int awaitEnd(Process process) {
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
    Files.deleteIfExists(home.resolve(LISTED));
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

  /** Waits until the control plane lists the node of the worker that was started. */
  public Listing awaitListed(Duration atMost) throws IOException {
    Path home = folder.resolve("worker");
    long until = System.nanoTime() + atMost.toNanos();
    while (!Files.exists(home.resolve(LISTED))) {
      if (System.nanoTime() - until > 0) {
        return new Listing.NotYet(home.resolve("worker.log"));
      }
      pause();
    }
    return new Listing.Listed(Files.readString(home.resolve(LISTED)).strip());
  }

  /** What is known of the worker's node at the control plane. */
  public sealed interface Listing {
    /**
     * The control plane has it.
     *
     * @param node its site and name
     */
    record Listed(String node) implements Listing {}

    /**
     * It has not, so far.
     *
     * @param log where the worker says why
     */
    record NotYet(Path log) implements Listing {}
  }

  /**
   * Ends the worker, and waits until it has ended.
   *
   * @return whether one ran
   * @throws FailureException if it goes on
   */
  public boolean stop() throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    // A number without its start may be another process's by now.
    List<ServerPid> running =
        HomeWorkers.running(folder).stream().filter(process -> process.start() != 0).toList();
    for (ServerPid process : running) {
      ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
    }
    for (ServerPid process : running) {
      awaitEnd(process);
    }
    return !running.isEmpty();
  }

  private void awaitEnd(ServerPid process) {
    long until = System.nanoTime() + STOP_TIMEOUT.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() - until > 0) {
        throw new FailureException(
            "the worker (process %d) still runs after %d s\nIts log is %s."
                .formatted(
                    process.pid(),
                    STOP_TIMEOUT.toSeconds(),
                    folder.resolve("worker").resolve("worker.log")));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new FailureException("interrupted");
    }
  }

  private List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // With both compilers, unlike the control plane's own worker: all files go over TLS and are
    // hashed, which the second one does six times as fast, for 0.2 seconds of CPU at the start.
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx384m",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS, "--folder"));
    command.add(folder.toString());
    command.addAll(arguments);
    return command;
  }
}
