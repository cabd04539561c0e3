package org.arkwright.worker.limit;

import java.util.OptionalLong;
import org.arkwright.model.job.RankResources;

/**
 * How much of each controlled resource one rank may use: bytes, thousandths of a core, processes
 * and threads; zero means as much as there is.
 */
record LimitValues(long memoryBytes, long cpuMillis, long processes) {
  /**
   * Processes and threads of one rank. Far above what training needs (data loaders and BLAS threads
   * come to thousands at most), far below the kernel's own limit, so that a fork bomb stays a
   * problem of its job.
   */
  static final long PROCESSES_MAX = 32_768;

  /**
   * What a rank's resources come to on a machine with so many cores. A rank that holds all of them
   * needs no CPU limit, and version 1 would refuse one above its parent's.
   */
  static LimitValues of(RankResources resources, int machineCores) {
    boolean wholeMachine = resources.cpuMillis() >= 1000L * machineCores;
    return new LimitValues(
        resources.memory().value(), wholeMachine ? 0 : resources.cpuMillis(), PROCESSES_MAX);
  }

  /** The amount of one resource; empty when it is not limited. */
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
