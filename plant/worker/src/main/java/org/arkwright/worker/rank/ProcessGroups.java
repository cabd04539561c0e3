package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signals whole process groups, which the JDK cannot do, and tells what is left of one. */
public final class ProcessGroups {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Pattern PENDING = Pattern.compile("(?m)^(?:Sig|Shd)Pnd:\\s*(\\p{XDigit}+)$");
  private static final long SIGKILL_BIT = 1L << (Posix.SIGKILL - 1);
  private static final long SECOND_LOOK_MILLIS = 20;

  private ProcessGroups() {}

  /** Sends SIGTERM to every process of the groups. Groups that are gone are ignored. */
  public static void terminate(List<Long> groups) throws IOException {
    signal(groups, Posix.SIGTERM);
  }

  /** Sends SIGKILL to every process of the groups. */
  public static void kill(List<Long> groups) throws IOException {
    signal(groups, Posix.SIGKILL);
  }

  /**
   * Whether a process of the group goes on, now that its leader has ended. One signal to a group
   * reaches all of it at once, so what is on its way out does not count. Blocks for a moment if
   * there is one.
   *
   * @throws IOException when the system's processes cannot be listed
   */
  public static boolean outlives(long group) throws IOException {
    if (!hasLiving(group)) {
      return false;
    }
    try {
      // A process that takes a signal is for an instant neither waiting for it nor ending.
      TimeUnit.MILLISECONDS.sleep(SECOND_LOOK_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return hasLiving(group);
  }

  private static boolean hasLiving(long group) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : all) {
        long pid = Long.parseLong(process.getFileName().toString());
        boolean member =
            ProcessStat.of(pid)
                .filter(stat -> stat.group() == group && !stat.hasEnded() && !stat.exiting())
                .isPresent();
        if (member && !isBeingKilled(process)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isBeingKilled(Path process) {
    try {
      // Its name is in there too, in whatever encoding.
      String status = Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1);
      Matcher pending = PENDING.matcher(status);
      while (pending.find()) {
        if ((Long.parseUnsignedLong(pending.group(1), 16) & SIGKILL_BIT) != 0) {
          return true;
        }
      }
      return false;
    } catch (IOException _) {
      return true; // It has ended.
    }
  }

  private static void signal(List<Long> groups, int signal) throws IOException {
    for (long group : groups) {
      Posix.killGroup(group, signal);
    }
  }
}
