package org.arkwright.cli.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A server's process. The system gives a number again once its process has ended.
 *
 * @param start in clock ticks since boot; 0 if it is not known
 */
public record ServerPid(long pid, long start) {
  private static final int START_FIELD = 19;

  /** Whether the process runs. */
  public boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
        && (start == 0 || startOf(pid).orElse(start) == start);
  }

  /** Reads {@code /proc/PID/stat} (proc(5)). */
  private static OptionalLong startOf(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may itself contain spaces and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return OptionalLong.of(Long.parseLong(fields[START_FIELD]));
    } catch (IOException | RuntimeException _) {
      return OptionalLong.empty();
    }
  }
}
