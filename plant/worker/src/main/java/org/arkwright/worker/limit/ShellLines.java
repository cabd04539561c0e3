package org.arkwright.worker.limit;

import java.nio.file.Path;
import org.arkwright.worker.rank.EntryScript;

/** Lines of POSIX shell that limit the process that runs them, and so the command it executes. */
final class ShellLines {
  private ShellLines() {}

  /**
   * Returns a line that joins a control group, and ends the shell if that fails, so that no rank
   * runs without its limit.
   */
  static String join(Path group) {
    return "echo 0 > "
        + EntryScript.quoted(group.resolve(GroupFiles.PROCESSES).toString())
        + " || exit 126";
  }

  /** Returns a line that limits the memory that each process can allocate. */
  static String dataLimit(long bytes) {
    return "ulimit -d " + Math.max(1, bytes >> 10) + " || exit 126";
  }
}
