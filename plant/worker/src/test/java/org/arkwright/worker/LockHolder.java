package org.arkwright.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A process that holds a folder's lock, as a worker does; and processes in groups of their own. */
final class LockHolder {
  private LockHolder() {}

  /** Starts a process that holds the folder's lock once this returns, until it ends. */
  static Process start(Path folder) throws IOException {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = holder.inputReader().readLine();
    if (!"held".equals(said)) {
      holder.destroyForcibly();
      throw new IOException("it does not hold the lock of " + folder + ", and says " + said);
    }
    return holder;
  }

  /** Starts a process that leads its own group, as a rank does, once this returns. */
  static Process leader() throws IOException {
    Process leader = new ProcessBuilder("setsid", "sh", "-c", "echo led; exec sleep 300").start();
    if (!"led".equals(leader.inputReader().readLine())) {
      throw new IOException("it leads no group");
    }
    return leader;
  }

  /** Whether the process has ended within a time that is more than enough. */
  static boolean ends(Process process) throws InterruptedException {
    return process.waitFor(20, TimeUnit.SECONDS);
  }

  public static void main(String[] args) throws IOException {
    Path lock = Files.createDirectories(Path.of(args[0])).resolve(WorkerFolder.LOCK);
    try (FileChannel file =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Objects.requireNonNull(file.tryLock(), "another holds it");
      System.out.println("held");
      while (System.in.read() >= 0) {
        // Until whoever started it ends, too.
      }
    }
  }
}
