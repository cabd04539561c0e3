package org.arkwright.worker.rank;

import java.util.List;

/** What holds one rank's processes within its limits. Used by one thread at a time. */
public interface RankEnclosure extends AutoCloseable {
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
