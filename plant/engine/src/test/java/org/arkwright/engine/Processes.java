package org.arkwright.engine;

import org.arkwright.worker.rank.ProcessStat;

/** Asks the machine about processes. */
public final class Processes {
  private Processes() {}

  /** Whether no such process runs; one that is dead but not reaped does not. */
  public static boolean isGone(long pid) {
    return ProcessStat.of(pid).filter(stat -> stat.state() != 'Z').isEmpty();
  }
}
