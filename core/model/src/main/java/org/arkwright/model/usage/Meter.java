package org.arkwright.model.usage;

/** What is metered, with its unit. */
public enum Meter {
  /** A device held for a second, whether busy or not; a share of a device counts as its part. */
  DEVICE_SECONDS("device-seconds"),
  /** A core held for a second, whether busy or not. */
  CPU_SECONDS("CPU-seconds"),
  /** A second of a core's work, as the operating system counted it. */
  CPU_SECONDS_BUSY("busy CPU-seconds"),
  /** A byte of memory held for a second. */
  MEMORY_BYTE_SECONDS("byte-seconds"),
  TOKENS_IN("tokens"),
  TOKENS_OUT("tokens"),
  REQUESTS("requests"),
  BYTES_IN("bytes"),
  BYTES_OUT("bytes"),
  /** Energy at the meter of the site: of the devices, times the PUE. */
  JOULES("joules"),
  /**
   * The part that calls had in the energy of the replica that answered them. The replica's own
   * {@link #JOULES} hold it already, so a total never adds it.
   */
  JOULES_ATTRIBUTED("joules");

  private final String unit;

  Meter(String unit) {
    this.unit = unit;
  }

  /** The unit, for people. */
  public String unit() {
    return unit;
  }
}
