package org.arkwright.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server of its own process under a home of its own, which can be killed and started again. */
public final class TestHome implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private Process server;

  private TestHome(Path home) {
    this.home = home;
    this.server = spawn(home);
  }

  /** Starts a server under that home and does not wait for it. */
  public static TestHome start(Path home) {
    return new TestHome(home);
  }

  /** A server's process under that home, with its output in the file beside it. */
  static Process spawn(Path home) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "org.arkwright.server.ServerMain",
            "--home",
            home.toString(),
            "--port",
            "0",
            "--cpus",
            "2");
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(output(home).toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the servers under that home have printed. */
  public static String said(Path home) {
    try {
      return Files.readString(output(home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path output(Path home) {
    return home.resolveSibling(home.getFileName() + ".out");
  }

  /** Returns once the condition holds; fails with that sentence when it takes too long. */
  public static void await(String what, Duration atMost, BooleanSupplier condition) {
    long until = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("waited " + atMost.toSeconds() + " s in vain: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
    }
  }

  /** Where the server that runs now listens; empty while it starts. */
  public synchronized Optional<String> address() {
    if (!server.isAlive()) {
      throw new AssertionError("the server has ended by itself: " + said(home));
    }
    return notice()
        .filter(note -> note.path("pid").asLong() == server.pid())
        .map(note -> note.path("url").asText());
  }

  /** Where that server's gateway listens. */
  synchronized Optional<String> gateway() {
    return notice()
        .filter(note -> note.path("pid").asLong() == server.pid())
        .map(note -> note.path("gateway").asText());
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

  /** kill -9 of the server; the next one starts at once. */
  synchronized void killServer() {
    end(server.toHandle());
    server = spawn(home);
  }

  /** kill -9 of the worker, which the engine replaces; false when none was running. */
  boolean killWorker() {
    Optional<ProcessHandle> worker = worker();
    worker.ifPresent(TestHome::end);
    return worker.isPresent();
  }

  Optional<ProcessHandle> worker() {
    return json(home.resolve("worker/worker.json"))
        .flatMap(note -> ProcessHandle.of(note.path("pid").asLong()))
        .filter(this::isOurs);
  }

  /** Ends the server, the worker and every rank; returns once they are gone. */
  @Override
  public synchronized void close() {
    end(server.toHandle());
    // By their command lines, since a worker that has just been started has noted nothing yet.
    ProcessHandle.allProcesses().filter(this::isOurs).forEach(TestHome::endWithChildren);
  }

  private static void endWithChildren(ProcessHandle process) {
    List<ProcessHandle> children = process.descendants().toList();
    end(process);
    children.forEach(TestHome::end);
  }

  /** A pid may have gone to somebody else since it was noted. */
  private boolean isOurs(ProcessHandle process) {
    return read(process, "cmdline").contains(home.toString());
  }

  private static void end(ProcessHandle process) {
    process.destroyForcibly();
    await("process " + process.pid() + " is gone", Duration.ofSeconds(10), () -> isGone(process));
  }

  /**
   * Its files and locks are free once its last thread has ended: while others are still about, the
   * first one is a zombie already.
   */
  private static boolean isGone(ProcessHandle process) {
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
