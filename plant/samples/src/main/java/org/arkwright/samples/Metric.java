package org.arkwright.samples;

import java.util.Optional;

/** What is measured. Codes are in files for ever; the values of rates are averages. */
public enum Metric {
  /** Thousandths of a core. */
  CPU(1, 1, Across.SUM),
  /** Resident memory in bytes. */
  MEMORY(2, 4096, Across.SUM),
  /** The part of it that is of no file. */
  ANONYMOUS(3, 4096, Across.SUM),
  /** Resident memory of the rank that has most, where a node has several ranks of an attempt. */
  LARGEST(4, 4096, Across.MAX),
  /** Bytes a second read from disks. */
  READ(5, 1024, Across.SUM),
  /** Bytes a second written to disks. */
  WRITTEN(6, 1024, Across.SUM),
  /** The number of processes. */
  PROCESSES(7, 1, Across.SUM),
  /** The number of ranks that the other values cover. */
  RANKS(8, 1, Across.SUM),
  /** Bytes a second received from other machines. */
  RECEIVED(9, 1024, Across.SUM),
  /** Bytes a second sent to them. */
  SENT(10, 1024, Across.SUM),
  /** Percentage of time in which something ran on a device. */
  DEVICE_BUSY(16, 1, Across.SUM),
  /** Memory of a device that is taken, in bytes. */
  DEVICE_MEMORY(17, 1 << 20, Across.SUM),
  /** Power that a device draws, in thousandths of a watt. */
  DEVICE_POWER(18, 100, Across.SUM),
  /** Temperature of a device's chip in degrees Celsius. */
  DEVICE_CELSIUS(19, 1, Across.MAX);

  private final int code;
  private final long grain;
  private final Across across;

  /** How the values of several nodes make one. */
  enum Across {
    SUM,
    MAX
  }

  Metric(int code, long grain, Across across) {
    this.code = code;
    this.grain = grain;
    this.across = across;
  }

  /** Its number in files. */
  int code() {
    return code;
  }

  /** The precision that is kept: values are multiples of it, rounded. */
  long grain() {
    return grain;
  }

  /** Returns the value for an attempt of those of two nodes. */
  long across(long one, long other) {
    return switch (across) {
      case SUM -> one + other;
      case MAX -> Math.max(one, other);
    };
  }

  /** Returns the metric with that number; empty for one of a later release. */
  static Optional<Metric> of(int code) {
    for (Metric each : values()) {
      if (each.code == code) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
