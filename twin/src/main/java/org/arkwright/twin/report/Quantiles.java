package org.arkwright.twin.report;

import java.util.Arrays;

/**
 * The distribution of a set of times in seconds.
 *
 * @param percentiles 0 to 100; the p-th is the value at rank p/100 of the sorted set, rounded down
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Quantiles(long count, double mean, double[] percentiles) {
  static Quantiles of(long[] nanos, int count) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    double[] percentiles = new double[101];
    double sum = 0;
    for (long value : sorted) {
      sum += value / 1e9;
    }
    for (int p = 0; p <= 100 && count > 0; p++) {
      percentiles[p] = sorted[Math.min(count - 1, (int) ((long) p * count / 100))] / 1e9;
    }
    return new Quantiles(count, count == 0 ? 0 : sum / count, percentiles);
  }

  double at(int percent) {
    return percentiles[percent];
  }
}
