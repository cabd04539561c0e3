package org.arkwright.worker.rank;

/** The launcher process of one rank, which leads the rank's process group. */
public sealed interface RankProcess {
  long pid();

  /** Whether it is still running; while it is, its pid identifies the rank's process group. */
  boolean isAlive();

  /** A child of this worker. */
  record Child(SessionLeader process) implements RankProcess {
    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public boolean isAlive() {
      return process.isAlive();
    }
  }

  /**
   * A launcher spawned by an earlier worker.
   *
   * @param startTime in clock ticks since boot; distinguishes it from a later process with its pid
   */
  record Adopted(long pid, long startTime) implements RankProcess {
    @Override
    public boolean isAlive() {
      return ProcessStat.isAlive(pid, startTime);
    }
  }
}
