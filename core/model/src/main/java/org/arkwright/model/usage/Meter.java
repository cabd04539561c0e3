package org.arkwright.model.usage;

/** A metered quantity and its unit. */
public enum Meter {
  /** A device held for a second, busy or not; a share of a device counts proportionally. */
  DEVICE_SECONDS("device-seconds"),
  /** A core held for a second, busy or not. */
  CPU_SECONDS("CPU-seconds"),
  /** A second of CPU time, as counted by the operating system. */
  CPU_SECONDS_BUSY("busy CPU-seconds"),
  /** A byte of memory held for a second. */
  MEMORY_BYTE_SECONDS("byte-seconds"),
  TOKENS_IN("tokens"),
  TOKENS_OUT("tokens"),
  REQUESTS("requests"),
  BYTES_IN("bytes"),
  BYTES_OUT("bytes"),
  /** Energy at the site's meter: that of the devices times the PUE. */
  JOULES("joules"),
  /**
   * The share of requests in the energy of the replica that answered them. The replica's own {@link
   * #JOULES} already include it, so totals never add it.
   */
  JOULES_ATTRIBUTED("joules");

  private final String unit;

  Meter(String unit) {
    this.unit = unit;
  }

  /** The unit, for display. */
  public String unit() {
    return unit;
  }
}
