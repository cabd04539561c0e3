package org.arkwright.twin.report;

import java.util.Arrays;

/** A step function of time. */
final class StepCurve {
  private long[] times = new long[1024];
  private long[] values = new long[1024];
  private int size;

  /** Sets the value from a time on. Times must not decrease. */
  void set(long atNanos, long value) {
    if (size > 0 && times[size - 1] == atNanos) {
      values[size - 1] = value;
      return;
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    times[size] = atNanos;
    values[size++] = value;
  }

  /** Returns the mean in each of the given number of equal parts of a period. */
  double[] means(long fromNanos, long toNanos, int parts) {
    double[] means = new double[parts];
    if (toNanos <= fromNanos) {
      return means;
    }
    double width = (double) (toNanos - fromNanos) / parts;
    for (int i = 0; i < size; i++) {
      double begin = Math.max(0, (times[i] - fromNanos) / width);
      double end = i + 1 < size ? (times[i + 1] - fromNanos) / width : parts;
      for (int part = (int) begin; part < parts && part < end; part++) {
        double share = Math.min(end, part + 1.0) - Math.max(begin, part);
        means[part] += Math.max(0, share) * values[i];
      }
    }
    return means;
  }
}
