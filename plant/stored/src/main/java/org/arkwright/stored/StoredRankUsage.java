package org.arkwright.stored;

import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.unit.Joules;

/** The stored form of {@link RankUsage}. */
public record StoredRankUsage(
    long cpuNanos, Optional<Joules> processors, Optional<DeviceEnergy> devices) {
  /** Returns the stored form of the usage. */
  public static StoredRankUsage of(RankUsage usage) {
    return new StoredRankUsage(
        usage.cpuNanos(), usage.processors(), usage.devices().map(DeviceEnergy::of));
  }

  /** Returns the usage as a record of the model. */
  public RankUsage model() {
    return new RankUsage(cpuNanos, processors, devices.map(DeviceEnergy::model));
  }

  record DeviceEnergy(Joules joules, SortedMap<String, Integer> counted) {
    static DeviceEnergy of(RankUsage.DeviceEnergy energy) {
      return new DeviceEnergy(energy.joules(), energy.counted());
    }

    RankUsage.DeviceEnergy model() {
      return new RankUsage.DeviceEnergy(joules, counted);
    }
  }
}
