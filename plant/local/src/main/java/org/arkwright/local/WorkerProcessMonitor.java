package org.arkwright.local;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.worker.WorkerOptions;
import org.arkwright.worker.WorkerProcess;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a worker process runs under a home, whoever started it. The process is detached:
 * it outlives this one. Used by one thread.
 */
final class WorkerProcessMonitor {
  private static final Logger LOG = System.getLogger(WorkerProcessMonitor.class.getName());
  private static final Duration PAUSE_FIRST = Duration.ofMillis(200);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  private final List<String> command;
  private final Path home;
  private Duration pause = Duration.ZERO;
  private long notBeforeNanos;
  private @Nullable Process started;

  WorkerProcessMonitor(List<String> workerCommand, WorkerOptions options) {
    this.home = options.home();
    this.command = new ArrayList<>(List.of("setsid"));
    this.command.addAll(workerCommand);
    this.command.addAll(List.of(options.arguments()));
  }

  /** Starts a worker unless one runs; after a failed one only once a growing pause is over. */
  void check(long nowNanos) {
    try {
      WorkerProcess.endOutdated(home);
      if (WorkerProcess.running(home).isPresent()) {
        pause = Duration.ZERO;
        return;
      }
      if ((started != null && started.isAlive())
          || (!pause.isZero() && nowNanos - notBeforeNanos < 0)) {
        return;
      }
      start();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "could not start the worker", e);
    }
    Duration longer = pause.isZero() ? PAUSE_FIRST : pause.multipliedBy(2);
    pause = longer.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : longer;
    notBeforeNanos = nowNanos + pause.toNanos();
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
