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
 * A child of this process that leads a session, and with it a process group, of its own: from
 * before {@link #start} returns, so that no signal to the group can come too early to reach it.
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
   * Starts a program. Its input is empty, and its output goes to the end of the log.
   *
   * @param argv the program by its path, and its arguments
   * @throws IOException saying why it cannot be run
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

  /** Where the C library lacks what {@link #spawn} needs: through {@code setsid}. */
  static SessionLeader fork(
      List<String> argv, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    List<String> inSession = new ArrayList<>(List.of("setsid"));
    inSession.addAll(argv);
    ProcessBuilder builder =
        new ProcessBuilder(inSession)
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
            .thenAccept(gone -> {
              leader.ended = true;
              leader.exit.complete(gone.exitValue());
            });
    return leader;
  }

  private void watch() {
    try {
      Posix.awaitEnd(pid);
      ended = true; // Before the pid can become another process's.
      Posix.Ending ending = Posix.reap(pid);
      cpuNanos = OptionalLong.of(ending.cpuNanos());
      exit.complete(ending.status());
    } catch (IOException e) {
      ended = true;
      exit.completeExceptionally(e);
    }
  }

  /** Names the process, its group and its session. */
  public long pid() {
    return pid;
  }

  /** Whether it has not ended; until then its pid names nothing else. */
  public boolean isAlive() {
    return !ended;
  }

  /**
   * Processor time of it and of the children that it waited for, once {@link #exit} is complete;
   * empty where nobody counted.
   */
  public OptionalLong cpuNanos() {
    return cpuNanos;
  }

  /** Completes with the exit status, as shells tell it: 128 + n after signal n. */
  public CompletableFuture<Integer> exit() {
    return exit;
  }
}
