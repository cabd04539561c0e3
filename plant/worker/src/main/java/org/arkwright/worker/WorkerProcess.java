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
 * The process of a home's worker, as recorded in {@code worker.json}.
 *
 * @param startTime in clock ticks since boot; distinguishes it from a later process with its pid
 * @param protocol the protocol version that it speaks; absent for version 1
 */
public record WorkerProcess(
    long pid, long startTime, String incarnation, Optional<Integer> protocol) {
  private static final String FILE = "worker.json";

  /** Describes this process. */
  static WorkerProcess current(String incarnation) {
    long pid = ProcessHandle.current().pid();
    return new WorkerProcess(
        pid,
        ProcessStat.of(pid).map(ProcessStat::startTime).orElse(0L),
        incarnation,
        Optional.of(Protocol.VERSION));
  }

  /** Returns the worker last started with that home, if it is running. */
  public static Optional<WorkerProcess> running(Path home) throws IOException {
    try {
      WorkerProcess last =
          Wire.strict().read(Files.readAllBytes(home.resolve(FILE)), WorkerProcess.class);
      return Optional.of(last).filter(WorkerProcess::isAlive);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Whether it is still running. */
  public boolean isAlive() {
    return ProcessStat.isAlive(pid, startTime);
  }

  /** Whether it speaks this version's protocol. */
  public boolean isCompatible() {
    return protocol.equals(Optional.of(Protocol.VERSION));
  }

  /**
   * Kills the home's worker if it is running and speaks another protocol version; its ranks keep
   * running, and the next worker adopts them. A process that does not hold this home's lock is left
   * alone.
   */
  public static void endOutdated(Path home) throws IOException {
    Optional<WorkerProcess> worker = running(home).filter(process -> !process.isCompatible());
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
