package org.arkwright.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Queries about processes of this machine. */
public final class Processes {
  private Processes() {}

  /** Whether no such process runs; a zombie does not count as running (proc(5)). */
  public static boolean isGone(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException _) {
      return true;
    }
  }
}
