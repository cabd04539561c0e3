package org.arkwright.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks the machine about processes. */
public final class Processes {
  private Processes() {}

  /** Whether no such process runs; one that is dead but not reaped does not (proc(5)). */
  public static boolean isGone(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException _) {
      return true;
    }
  }
}
