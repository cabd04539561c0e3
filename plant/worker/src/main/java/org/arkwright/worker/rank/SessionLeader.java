package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A child of this process that leads its own session and process group. It does so before {@link
 * #start} returns, so that a signal to the group always reaches it.
 */
public final class SessionLeader {
  private static final long WATCHER_STACK_BYTES = 128 << 10;
  private static final ExecutorService WATCHERS =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("child-", 0).daemon().stackSize(WATCHER_STACK_BYTES).factory());

  private final long pid;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private volatile boolean ended;
  private volatile OptionalLong cpuNanos = OptionalLong.empty();

  private SessionLeader(long pid) {
    this.pid = pid;
  }

  /**
   * Starts a program. Its input is empty, and its output is appended to the log.
   *
   * @param argv the program's path and arguments
   * @throws IOException when it cannot be run; the message says why
   */
  static SessionLeader start(
      List<String> argv, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    return Posix.canSpawn()
        ? spawn(argv, environment, directory, log)
        : fork(argv, environment, directory, log);
  }

  static SessionLeader spawn(
      List<String> argv, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    SessionLeader leader = new SessionLeader(Posix.spawn(argv, environment, directory, log));
    WATCHERS.execute(leader::watch);
    return leader;
  }

  /**
   * Starts a program in a terminal of its own.
   *
   * @param terminal the terminal's file
   * @throws IOException when it cannot be run; the message says why
   */
  static SessionLeader startIn(
      List<String> argv, Map<String, String> environment, Path directory, Path terminal)
      throws IOException {
    SessionLeader leader = new SessionLeader(Posix.spawnIn(argv, environment, directory, terminal));
    WATCHERS.execute(leader::watch);
    return leader;
  }

  /** Starts the program with {@code setsid}, if the C library lacks what {@link #spawn} needs. */
  static SessionLeader fork(
      List<String> argv, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    List<String> setsidArgv = new ArrayList<>(List.of("setsid"));
    setsidArgv.addAll(argv);
    ProcessBuilder builder =
        new ProcessBuilder(setsidArgv)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    SessionLeader leader = new SessionLeader(process.pid());
    while (process.isAlive()
        && ProcessStat.of(leader.pid).filter(stat -> stat.group() == leader.pid).isEmpty()) {
      Thread.onSpinWait();
    }
    var _ =
        process
            .onExit()
            .thenAccept(ended -> {
              leader.ended = true;
              leader.exit.complete(ended.exitValue());
            });
    return leader;
  }

  private void watch() {
    try {
      Posix.awaitEnd(pid);
      ended = true; // Before the pid can be reused.
      Posix.ChildExit childExit = Posix.reap(pid);
      cpuNanos = OptionalLong.of(childExit.cpuNanos());
      exit.complete(childExit.status());
    } catch (IOException e) {
      ended = true;
      exit.completeExceptionally(e);
    }
  }

  /** The id of the process, its group and its session. */
  public long pid() {
    return pid;
  }

  /** Whether it has not ended; until then its pid is not reused. */
  public boolean isAlive() {
    return !ended;
  }

  /**
   * The CPU time of the process and of the children that it waited for, once {@link #exit} is
   * complete; empty if it was not measured.
   */
  public OptionalLong cpuNanos() {
    return cpuNanos;
  }

  /** Completes with the exit status in the convention of shells: 128 + n after signal n. */
  public CompletableFuture<Integer> exit() {
    return exit;
  }
}
