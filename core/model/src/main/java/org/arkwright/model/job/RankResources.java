package org.arkwright.model.job;

import java.util.Optional;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;

/**
 * The resources each rank of a gang holds while it runs: CPU in thousandths of a core, memory
 * (zero: neither reserved nor limited), devices.
 */
public record RankResources(long cpuMillis, Bytes memory, Optional<DeviceRequest> devices) {
  /** One core, no memory reservation, no device. */
  public static final RankResources DEFAULT = new RankResources(1000, Bytes.ZERO, Optional.empty());

  public RankResources {
    if (cpuMillis < 0) {
      throw new IllegalArgumentException("CPU is not negative: " + cpuMillis);
    }
  }

  /** The resources as an amount that quota counts. */
  public Resources amount() {
    return new Resources(
        cpuMillis, memory.value(), devices.map(DeviceRequest::thousandths).orElse(0L));
  }
}
