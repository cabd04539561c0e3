package org.arkwright.worker.rank;

import java.util.List;

/** What holds one rank's processes within its limits. Used by one thread at a time. */
public interface RankIsolation extends AutoCloseable {
  /**
   * Lines of POSIX shell for the process that then becomes the command, so that the launcher itself
   * stays outside and survives to tell the end. A line that fails ends that process with 126.
   */
  List<String> preamble();

  /** Arguments to put in front of the rank's command; they end in running it. */
  List<String> prefix();

  /** Whether the kernel killed a process of the rank for using more memory than its limit. */
  boolean outOfMemory();

  /** Kills every process within, whichever group or session it has moved to. */
  void killAll();

  /** Gives back what the enclosure holds, once the rank has ended. */
  @Override
  void close();
}
