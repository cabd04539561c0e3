package org.arkwright.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server in a separate process with its own home, which can be killed and restarted. */
public final class TestHome implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private Process server;

  private TestHome(Path home, String... options) {
    this.home = home;
    this.server = spawn(home, options);
  }

  /** Starts a server with that home, without waiting for it. */
  public static TestHome start(Path home, String... options) {
    return new TestHome(home, options);
  }

  /** Starts a server process with that home, and its output in a file beside it. */
  static Process spawn(Path home, String... options) {
    try {
      return new ProcessBuilder(command(home, options))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(output(home).toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the command of a server that finds another folder at the home's path, for a time. */
  static List<String> inNamespace(Path folder, Path home, Duration time) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind \"$0\" \"$1\"; shift; exec timeout \"$@\"",
                folder.toString(),
                home.toString(),
                Long.toString(time.toSeconds())));
    command.addAll(command(home));
    return command;
  }

  private static List<String> command(Path home, String... options) {
    List<String> command = java("org.arkwright.server.ServerMain");
    command.addAll(List.of("--home", home.toString(), "--port", "0", "--cpus", "2"));
    command.addAll(List.of(options));
    return command;
  }

  /** Returns the command of a main class of ours, to which more arguments may be added. */
  static List<String> java(String main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Returns the output of the servers with that home. */
  public static String outputOf(Path home) {
    try {
      return Files.readString(output(home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path output(Path home) {
    return home.resolveSibling(home.getFileName() + ".out");
  }

  /** Waits until the server says that it is ready, which is after its address is known. */
  public void awaitReady() {
    await(
        "the server is ready",
        Duration.ofSeconds(60),
        () -> address().isPresent() && outputOf(home).contains("is ready"));
  }

  /** Waits until the condition holds; fails with its description on timeout. */
  public static void await(String description, Duration timeout, BooleanSupplier condition) {
    long until = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("timed out after " + timeout.toSeconds() + " s: " + description);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + description, e);
      }
    }
  }

  /** The URL of the current server; empty while it starts. */
  public synchronized Optional<String> address() {
    if (!server.isAlive()) {
      throw new AssertionError("the server has ended by itself: " + outputOf(home));
    }
    return notice()
        .filter(notice -> notice.path("pid").asLong() == server.pid())
        .map(notice -> notice.path("url").asText());
  }

  /** The URL of the current server's gateway; empty while it starts. */
  synchronized Optional<String> gateway() {
    return notice()
        .filter(notice -> notice.path("pid").asLong() == server.pid())
        .map(notice -> notice.path("gateway").asText());
  }

  long pid() {
    return server.pid();
  }

  public String token() {
    try {
      return Files.readString(home.resolve("admin.token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the server with kill -9, and immediately starts the next one. */
  synchronized void killServer() {
    crashServer();
    server = spawn(home);
  }

  /** Kills the server with kill -9, and leaves the home without one. */
  synchronized void crashServer() {
    end(server.toHandle());
  }

  /** Stops the server in an orderly way; ranks go on. */
  synchronized void stopServer() {
    server.destroy();
    await("the server has stopped", Duration.ofSeconds(30), () -> !server.isAlive());
  }

  /** Starts the next server after {@link #stopServer} or {@link #crashServer}. */
  synchronized void startServer(String... options) {
    server = spawn(home, options);
  }

  /**
   * Kills the worker, which the engine replaces, with kill -9; returns false when none was running.
   */
  boolean killWorker() {
    Optional<ProcessHandle> worker = worker();
    worker.ifPresent(TestHome::end);
    return worker.isPresent();
  }

  Optional<ProcessHandle> worker() {
    return json(home.resolve("worker/worker.json"))
        .flatMap(notice -> ProcessHandle.of(notice.path("pid").asLong()))
        .filter(this::isOurs);
  }

  /** Ends the server, the worker and every rank; returns once they are gone. */
  @Override
  public synchronized void close() {
    end(server.toHandle());
    // By their command lines, because a worker that has just started has recorded nothing yet.
    ProcessHandle.allProcesses().filter(this::isOurs).forEach(TestHome::endWithChildren);
  }

  private static void endWithChildren(ProcessHandle process) {
    List<ProcessHandle> children = process.descendants().toList();
    end(process);
    children.forEach(TestHome::end);
  }

  /**
   * Whether the process belongs to this home; its pid may have been reused since it was recorded.
   */
  private boolean isOurs(ProcessHandle process) {
    return read(process, "cmdline").contains(home.toString());
  }

  private static void end(ProcessHandle process) {
    process.destroyForcibly();
    await("process " + process.pid() + " is gone", Duration.ofSeconds(10), () -> isGone(process));
  }

  /**
   * Whether all threads of a process have ended, which frees its files and locks. The first thread
   * may be a zombie while others are still running.
   */
  static boolean isGone(ProcessHandle process) {
    String status = read(process, "stat");
    String[] threads = new File("/proc/" + process.pid() + "/task").list();
    return status.isEmpty()
        || threads == null
        || (threads.length <= 1 && status.substring(status.lastIndexOf(')')).startsWith(") Z"));
  }

  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (IOException _) {
      return "";
    }
  }

  private Optional<JsonNode> notice() {
    return json(home.resolve("server.json"));
  }

  private static Optional<JsonNode> json(Path file) {
    try {
      return Optional.of(JSON.readTree(file.toFile()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
