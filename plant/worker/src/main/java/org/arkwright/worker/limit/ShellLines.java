package org.arkwright.worker.limit;

import java.nio.file.Path;

/** Lines of POSIX shell that bind the process which runs them, and so what it becomes. */
final class ShellLines {
  private ShellLines() {}

  /**
   * Joins a control group; ends the shell when that fails, as a limit is never merely hoped for.
   */
  static String join(Path group) {
    return "echo 0 > " + quoted(group.resolve(GroupFiles.PROCESSES)) + " || exit 126";
  }

  /** Bounds what each process can allocate. */
  static String dataLimit(long bytes) {
    return "ulimit -d " + Math.max(1, bytes >> 10) + " || exit 126";
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
