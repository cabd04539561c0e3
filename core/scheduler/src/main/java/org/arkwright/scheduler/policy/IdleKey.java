package org.arkwright.scheduler.policy;

import java.util.Arrays;

/**
 * The free capacity of a node as a map key: nodes with equal devices and equal free amounts are
 * equal.
 */
final class IdleKey {
  private final boolean[][] serves;
  private final long cpuMillis;
  private final long memorySteps;
  private final int[] free;
  private final int hash;

  /**
   * @param serves which device serves which demand; the same object for nodes with equal devices
   * @param free thousandths by device; must not be modified afterwards
   */
  IdleKey(boolean[][] serves, long cpuMillis, long memorySteps, int[] free) {
    this.serves = serves;
    this.cpuMillis = cpuMillis;
    this.memorySteps = memorySteps;
    this.free = free;
    hash = (Arrays.hashCode(free) * 31 + Long.hashCode(cpuMillis)) * 31 + (int) memorySteps;
  }

  boolean[][] serves() {
    return serves;
  }

  long cpuMillis() {
    return cpuMillis;
  }

  long memorySteps() {
    return memorySteps;
  }

  int[] free() {
    return free;
  }

  long sum() {
    long sum = 0;
    for (int thousandths : free) {
      sum += thousandths;
    }
    return sum;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Equal devices share one table.
  public boolean equals(Object object) {
    return object instanceof IdleKey other
        && serves == other.serves
        && cpuMillis == other.cpuMillis
        && memorySteps == other.memorySteps
        && Arrays.equals(free, other.free);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
