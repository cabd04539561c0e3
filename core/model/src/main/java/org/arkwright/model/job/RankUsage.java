package org.arkwright.model.job;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.unit.Joules;

/**
 * What a rank used while it ran, as counters of its node tell. What no counter tells is empty, and
 * is modelled instead.
 *
 * @param cpuNanos processor time of the rank's processes, not negative
 * @param processors its part of what the node's processors and memory drew
 * @param devices what its devices drew
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
   * @param counted the parts of devices that it is the energy of, in thousandths by kind
   */
  public record DeviceEnergy(Joules joules, SortedMap<String, Integer> counted) {
    public DeviceEnergy {
      counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
    }
  }
}
