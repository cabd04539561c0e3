package org.arkwright.model.job;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.unit.Joules;

/**
 * The usage of a rank, as measured by its node's counters. A value without a counter is empty and
 * is modelled instead.
 *
 * @param cpuNanos processor time of the rank's processes, not negative
 * @param processors its part of the energy of the node's processors and memory
 * @param devices energy of its devices
 */
public record RankUsage(
    long cpuNanos, Optional<Joules> processors, Optional<DeviceEnergy> devices) {
  public RankUsage {
    if (cpuNanos < 0) {
      throw new IllegalArgumentException("negative processor time: " + cpuNanos);
    }
  }

  /**
   * Energy of devices that have a counter.
   *
   * @param counted the shares of devices that the energy covers, in thousandths by kind
   */
  public record DeviceEnergy(Joules joules, SortedMap<String, Integer> counted) {
    public DeviceEnergy {
      counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
    }
  }
}
