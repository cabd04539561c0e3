package org.arkwright.bench;

import java.util.Arrays;
import java.util.Locale;

/** Prints figures in lines that can be copied into docs/benchmarks.md. */
final class BenchFigures {
  private BenchFigures() {}

  static void rate(String what, long count, long nanos) {
    System.out.printf(
        Locale.ROOT,
        "%s: %,d in %.2f s = %,.0f/s%n",
        what,
        count,
        nanos / 1e9,
        count * 1e9 / nanos);
  }

  /** Prints median, 99th percentile and extremes of latencies in nanoseconds. */
  static void latencies(String what, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%s: n=%d min %.2f ms, p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
        what,
        sorted.length,
        sorted[0] / 1e6,
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        sorted[sorted.length - 1] / 1e6);
  }
}
