package org.arkwright.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.arkwright.file.WholeFile;
import org.arkwright.protocol.Protocol;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;
import org.arkwright.worker.rank.ProcessStat;

/**
 * The process of a home's worker, as recorded in {@code worker.json}. The record is believed only
 * in the folder and the boot that it was written in: in a copied folder it names a process of
 * another home, after a restart of the machine perhaps a stranger's.
 *
 * @param startTime in clock ticks since boot; distinguishes it from a later process with its pid
 * @param protocol the protocol version that it speaks; absent for version 1
 * @param boot the id of the machine's boot; absent before version 3
 * @param folder the folder as the kernel tells it from copies; absent before version 3
 */
public record WorkerProcess(
    long pid,
    long startTime,
    String incarnation,
    Optional<Integer> protocol,
    Optional<String> boot,
    Optional<String> folder) {
  private static final String FILE = "worker.json";

  /** Describes this process as the worker of a home. */
  static WorkerProcess current(String incarnation, Path home) throws IOException {
    long pid = ProcessHandle.current().pid();
    return new WorkerProcess(
        pid,
        ProcessStat.of(pid).map(ProcessStat::startTime).orElse(0L),
        incarnation,
        Optional.of(Protocol.VERSION),
        Optional.of(currentBoot()),
        Optional.of(identity(home)));
  }

  /** Returns the worker last started with that home, if it is running. */
  public static Optional<WorkerProcess> running(Path home) throws IOException {
    return last(home).filter(WorkerProcess::isAlive);
  }

  /**
   * Returns the worker last started with that home in this boot, running or not; empty also when
   * the record was copied from another folder.
   */
  static Optional<WorkerProcess> last(Path home) throws IOException {
    Optional<WorkerProcess> recorded = recorded(home);
    String now = currentBoot();
    return recorded.isEmpty() || recorded.get().isForeignTo(home)
        ? Optional.empty()
        : recorded.filter(worker -> worker.boot.orElse(now).equals(now));
  }

  /** Returns what is recorded in that folder, wherever it was written. */
  static Optional<WorkerProcess> recorded(Path home) throws IOException {
    try {
      return Optional.of(
          Wire.strict().read(Files.readAllBytes(home.resolve(FILE)), WorkerProcess.class));
    } catch (NoSuchFileException | WireException _) {
      return Optional.empty(); // What cannot be understood, as after a power loss, proves nothing.
    }
  }

  /** Whether this was written in another folder than the one at that path. */
  boolean isForeignTo(Path home) throws IOException {
    return folder.isPresent() && !folder.get().equals(identity(home));
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
   * running, and the next worker adopts them.
   */
  public static void endOutdated(Path home) throws IOException {
    Optional<WorkerProcess> worker = running(home).filter(process -> !process.isCompatible());
    if (worker.isPresent()) {
      worker.get().killIfOf(home);
    }
  }

  /** Kills the process, unless no process holds the home's lock: then it is of another home. */
  void killIfOf(Path home) throws IOException {
    if (isAlive() && isHeld(home)) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isHeld(Path home) throws IOException {
    try (FileChannel file =
            FileChannel.open(home.resolve(WorkerFolder.LOCK), StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      return lock == null;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  void write(Path home) throws IOException {
    WholeFile.replace(home.resolve(FILE), Wire.strict().write(this));
  }

  /** Names a folder so that every copy has another name; a moved folder keeps its own. */
  private static String identity(Path folder) throws IOException {
    Map<String, Object> found = Files.readAttributes(folder, "unix:dev,ino");
    return found.get("dev") + ":" + found.get("ino");
  }

  private static String currentBoot() throws IOException {
    return Files.readString(WorkerOptions.BOOT_ID_FILE).strip();
  }
}
