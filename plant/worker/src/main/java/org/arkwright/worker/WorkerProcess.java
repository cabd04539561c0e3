package org.arkwright.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.arkwright.wire.Wire;
import org.arkwright.worker.rank.ProcessStat;

/**
 * Which process is the worker of a home, as its {@code worker.json} says.
 *
 * @param startTime in clock ticks since boot; tells it from a later process with its pid
 */
public record WorkerProcess(long pid, long startTime, String incarnation) {
  private static final String FILE = "worker.json";

  /** This process. */
  static WorkerProcess current(String incarnation) {
    long pid = ProcessHandle.current().pid();
    return new WorkerProcess(
        pid, ProcessStat.of(pid).map(ProcessStat::startTime).orElse(0L), incarnation);
  }

  /** The worker last started under that home, if it runs. */
  public static Optional<WorkerProcess> running(Path home) throws IOException {
    try {
      WorkerProcess last =
          Wire.strict().read(Files.readAllBytes(home.resolve(FILE)), WorkerProcess.class);
      return Optional.of(last).filter(WorkerProcess::isAlive);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return ProcessStat.isAlive(pid, startTime);
  }

  void write(Path home) throws IOException {
    Path next = home.resolve(FILE + ".next");
    Files.write(next, Wire.strict().write(this));
    Files.move(next, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }
}
