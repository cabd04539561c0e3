package org.arkwright.cli.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A server's process. The system gives a number again once its process has ended.
 *
 * @param start in clock ticks since boot; 0 if it is not known
 */
public record ServerPid(long pid, long start) {
  private static final Set<String> ENDED = Set.of("Z", "X");
  private static final int STATE_FIELD = 0;
  private static final int START_FIELD = 19;

  /**
   * Whether the process runs. One that has ended and was not waited for (a zombie) does not: in a
   * container the first process often waits for nobody, so that it stays.
   */
  public boolean isAlive() {
    if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      return false;
    }
    Optional<String[]> stat = stat(pid);
    return stat.isEmpty()
        || (!ENDED.contains(stat.get()[STATE_FIELD])
            && (start == 0 || start == Long.parseLong(stat.get()[START_FIELD])));
  }

  /** The fields of {@code /proc/PID/stat} (proc(5)) behind the name; empty where there is none. */
  private static Optional<String[]> stat(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may itself contain spaces and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(fields).filter(all -> all.length > START_FIELD);
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
