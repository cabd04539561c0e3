package org.arkwright.local;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.model.unit.Backoff;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.WorkerProcess;
import org.jspecify.annotations.Nullable;

/**
 * Ensures that a worker process runs with a home folder, whoever started it. The worker is detached
 * and outlives this process. Not thread-safe, except for {@link #endStarted}.
 */
final class WorkerProcessMonitor {
  private static final Logger LOG = System.getLogger(WorkerProcessMonitor.class.getName());
  private static final Backoff PAUSES = Backoff.ofMillis(200, 5_000);

  private final List<String> command;
  private final Path home;
  private final WorkerTokenFile token;
  private int startsInARow;
  private long notBeforeNanos;
  private volatile @Nullable Process started;

  WorkerProcessMonitor(List<String> workerCommand, WorkerOptions options, WorkerTokens tokens) {
    this.home = options.home();
    this.token = new WorkerTokenFile(options, tokens);
    this.command = new ArrayList<>(List.of("setsid"));
    this.command.addAll(workerCommand);
    this.command.addAll(List.of(options.arguments()));
  }

  /** Starts a worker unless one runs; after a failure only once an increasing backoff is over. */
  void check(long nowNanos) {
    try {
      token.renew(nowNanos, Instant.now());
      WorkerProcess.endOutdated(home);
      if (WorkerProcess.running(home).isPresent()) {
        startsInARow = 0;
        return;
      }
      Process running = started;
      if ((running != null && running.isAlive())
          || (startsInARow > 0 && nowNanos - notBeforeNanos < 0)) {
        return;
      }
      start();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "could not start the worker, or renew its token", e);
    }
    startsInARow++;
    notBeforeNanos = nowNanos + PAUSES.most(startsInARow).toNanos();
  }

  /** Asks the worker that this process has started, if any, to end. */
  void endStarted() {
    Process running = started;
    if (running != null) {
      running.destroy();
    }
  }

  private void start() throws IOException {
    Files.createDirectories(home);
    LOG.log(Level.INFO, "starting the worker of {0}", home);
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("worker.out").toFile()))
            .start();
    started = process;
  }
}
