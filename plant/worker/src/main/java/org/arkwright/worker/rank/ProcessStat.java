package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The fields of {@code /proc/PID/stat} used here (proc(5)).
 *
 * @param exiting whether the kernel is taking the process down
 * @param startTime in clock ticks since boot; pid and start time identify a process within a boot
 * @param parent the pid of its parent; 0 if it has none here
 * @param group its process group
 */
public record ProcessStat(char state, long parent, long group, boolean exiting, long startTime) {
  /** PF_EXITING of the kernel's flags. */
  private static final long EXITING = 0x4;

  /** Reads the process with that pid; empty if there is none. */
  public static Optional<ProcessStat> of(long pid) {
    try {
      return Optional.of(
          parse(
              Files.readString(
                  Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Whether that process is still running; a zombie is not. */
  public static boolean isAlive(long pid, long startTime) {
    return of(pid).filter(stat -> stat.startTime == startTime && !stat.hasEnded()).isPresent();
  }

  /** Whether it is a zombie, which only waits for its parent to hear of its end. */
  public boolean hasEnded() {
    return state == 'Z' || state == 'X';
  }

  static ProcessStat parse(String line) {
    // The name in parentheses may itself contain spaces and parentheses.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return new ProcessStat(
        fields[0].charAt(0),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        (Long.parseLong(fields[6]) & EXITING) != 0,
        Long.parseLong(fields[19]));
  }
}
