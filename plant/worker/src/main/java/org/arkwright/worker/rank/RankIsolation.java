package org.arkwright.worker.rank;

import java.io.IOException;

/** The isolation of one rank's processes and its limits. Used by one thread at a time. */
public interface RankIsolation extends AutoCloseable {
  /**
   * Prepares the rank's process to become the command, inside of this isolation.
   *
   * @throws IOException when it cannot; the message tells the user why
   */
  RankEntry enter(RankCommand command) throws IOException;

  /** Whether the kernel killed a process of the rank for using more memory than its limit. */
  boolean outOfMemory();

  /** Kills every process of the rank, whichever group or session it has moved to. */
  void killAll();

  /** Releases the resources of the isolation, once the rank has ended. */
  @Override
  void close();
}
