package org.arkwright.model.unit;

/**
 * An amount of each resource that quota counts: CPU in thousandths of a core, memory in bytes,
 * devices in thousandths of one device. Arithmetic saturates at {@link #UNLIMITED} per component,
 * so "unlimited" stays unlimited whatever is added or subtracted (Kueue's {@code Amount} exists for
 * the same overflow).
 */
public record Resources(long cpuMillis, long memoryBytes, long deviceThousandths) {
  /** The value of an unlimited component. */
  public static final long UNLIMITED_AMOUNT = Long.MAX_VALUE;

  public static final Resources ZERO = new Resources(0, 0, 0);
  public static final Resources UNLIMITED =
      new Resources(UNLIMITED_AMOUNT, UNLIMITED_AMOUNT, UNLIMITED_AMOUNT);

  public Resources {
    if (cpuMillis < 0 || memoryBytes < 0 || deviceThousandths < 0) {
      throw new IllegalArgumentException(
          "resources are not negative: %d, %d, %d"
              .formatted(cpuMillis, memoryBytes, deviceThousandths));
    }
  }

  public Resources plus(Resources other) {
    return new Resources(
        add(cpuMillis, other.cpuMillis),
        add(memoryBytes, other.memoryBytes),
        add(deviceThousandths, other.deviceThousandths));
  }

  /** Componentwise difference, zero where it would be negative. */
  public Resources minus(Resources other) {
    return new Resources(
        subtract(cpuMillis, other.cpuMillis),
        subtract(memoryBytes, other.memoryBytes),
        subtract(deviceThousandths, other.deviceThousandths));
  }

  public Resources times(int factor) {
    return new Resources(
        multiply(cpuMillis, factor),
        multiply(memoryBytes, factor),
        multiply(deviceThousandths, factor));
  }

  /** The smaller of each component. */
  public Resources min(Resources other) {
    return new Resources(
        Math.min(cpuMillis, other.cpuMillis),
        Math.min(memoryBytes, other.memoryBytes),
        Math.min(deviceThousandths, other.deviceThousandths));
  }

  /** Whether every component is at most the limit's. */
  public boolean fitsWithin(Resources limit) {
    return cpuMillis <= limit.cpuMillis
        && memoryBytes <= limit.memoryBytes
        && deviceThousandths <= limit.deviceThousandths;
  }

  private static long add(long a, long b) {
    return a > UNLIMITED_AMOUNT - b ? UNLIMITED_AMOUNT : a + b;
  }

  private static long subtract(long a, long b) {
    return a == UNLIMITED_AMOUNT ? UNLIMITED_AMOUNT : Math.max(0, a - b);
  }

  private static long multiply(long a, int factor) {
    return a != 0 && factor > UNLIMITED_AMOUNT / a ? UNLIMITED_AMOUNT : a * factor;
  }
}
