package org.arkwright.worker.rank;

import java.util.List;

/** The isolation of one rank's processes and its limits. Used by one thread at a time. */
public interface RankIsolation extends AutoCloseable {
  /**
   * Lines of POSIX shell, run by the process that then executes the command, so that the launcher
   * itself is not affected and survives to record the exit. A failing line ends that process with
   * 126.
   */
  List<String> preamble();

  /** Arguments that precede the rank's command and run it. */
  List<String> prefix();

  /** Whether the kernel killed a process of the rank for using more memory than its limit. */
  boolean outOfMemory();

  /** Kills every process of the rank, whichever group or session it has moved to. */
  void killAll();

  /** Releases the resources of the isolation, once the rank has ended. */
  @Override
  void close();
}
