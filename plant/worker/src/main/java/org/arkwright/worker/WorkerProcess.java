package org.arkwright.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.arkwright.protocol.Protocol;
import org.arkwright.wire.Wire;
import org.arkwright.worker.rank.ProcessStat;

/**
 * Which process is the worker of a home, as its {@code worker.json} says.
 *
 * @param startTime in clock ticks since boot; tells it from a later process with its pid
 * @param protocol the version that it speaks; absent in a worker of version 1
 */
public record WorkerProcess(
    long pid, long startTime, String incarnation, Optional<Integer> protocol) {
  private static final String FILE = "worker.json";

  /** This process. */
  static WorkerProcess current(String incarnation) {
    long pid = ProcessHandle.current().pid();
    return new WorkerProcess(
        pid,
        ProcessStat.of(pid).map(ProcessStat::startTime).orElse(0L),
        incarnation,
        Optional.of(Protocol.VERSION));
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

  /** Whether this version of arkwright can talk with it. */
  public boolean isUnderstood() {
    return protocol.equals(Optional.of(Protocol.VERSION));
  }

  /**
   * Ends the home's worker, if that runs and speaks another version; its ranks run on, and the next
   * worker takes them over. A worker that does not hold this home is another home's and is left.
   */
  public static void endOutdated(Path home) throws IOException {
    Optional<WorkerProcess> worker = running(home).filter(one -> !one.isUnderstood());
    if (worker.isPresent() && isHeld(home)) {
      ProcessHandle.of(worker.get().pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isHeld(Path home) throws IOException {
    try (FileChannel file = FileChannel.open(home.resolve("lock"), StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      return lock == null;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  void write(Path home) throws IOException {
    Path next = home.resolve(FILE + ".next");
    Files.write(next, Wire.strict().write(this));
    Files.move(next, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }
}
