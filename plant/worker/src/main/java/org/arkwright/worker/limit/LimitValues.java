package org.arkwright.worker.limit;

import java.util.OptionalLong;
import org.arkwright.model.job.RankResources;

/**
 * The limits of one rank, in bytes, thousandths of a core, and processes and threads; zero means no
 * limit.
 */
record LimitValues(long memoryBytes, long cpuMillis, long processes) {
  /**
   * Returns the limits for a rank's resources on a machine with that many cores. A rank that holds
   * all cores needs no CPU limit, and cgroup version 1 would refuse one above its parent's.
   */
  static LimitValues of(RankResources resources, int machineCores, ProcessRoom room) {
    boolean wholeMachine = resources.cpuMillis() >= 1000L * machineCores;
    return new LimitValues(
        resources.memory().value(), wholeMachine ? 0 : resources.cpuMillis(), room.rank());
  }

  /** Returns the limit of one resource; empty if it has none. */
  OptionalLong of(CgroupController controller) {
    long amount =
        switch (controller) {
          case MEMORY -> memoryBytes;
          case CPU -> cpuMillis;
          case PROCESSES -> processes;
        };
    return amount == 0 ? OptionalLong.empty() : OptionalLong.of(amount);
  }
}
