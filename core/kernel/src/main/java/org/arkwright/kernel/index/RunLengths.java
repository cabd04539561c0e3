package org.arkwright.kernel.index;

import java.util.ArrayList;
import java.util.List;

/** A histogram of run lengths, in four buckets per octave from about a millisecond up. */
final class RunLengths {
  /** The number of buckets: up to 2^54 nanoseconds, about 208 days. */
  static final int BUCKETS = 34 * 4;

  private static final int SHORTEST_LOG_2 = 20;

  /** The start of a bucket within its octave: powers of the fourth root of 2, in 1/1000. */
  private static final long[] STEPS = {1000, 1189, 1414, 1682};

  private final int[] counts = new int[BUCKETS];
  private int total;

  /** Restores a histogram from {@link #counts}. */
  static RunLengths of(List<Integer> pairs) {
    RunLengths lengths = new RunLengths();
    for (int i = 0; i < pairs.size(); i += 2) {
      lengths.counts[pairs.get(i)] = pairs.get(i + 1);
      lengths.total += pairs.get(i + 1);
    }
    return lengths;
  }

  /** The buckets that are not empty: index, count, index, count, and so on. */
  List<Integer> counts() {
    List<Integer> pairs = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      if (counts[i] > 0) {
        pairs.add(i);
        pairs.add(counts[i]);
      }
    }
    return pairs;
  }

  void add(long nanos, int totalMax) {
    counts[bucket(nanos)]++;
    total++;
    if (total > totalMax) {
      total = 0;
      for (int i = 0; i < BUCKETS; i++) {
        counts[i] /= 2;
        total += counts[i];
      }
    }
  }

  /** Blends the wider group's probabilities with this group's counts. */
  void refine(double[] probabilities, double weightOfWider) {
    double sum = total + weightOfWider;
    for (int i = 0; i < BUCKETS && sum > 0; i++) {
      probabilities[i] = (counts[i] + weightOfWider * probabilities[i]) / sum;
    }
  }

  /** Returns the given number of equally likely lengths, ascending. */
  static List<Long> quantiles(double[] probabilities, int number) {
    List<Long> lengths = new ArrayList<>(number);
    double passed = 0;
    int bucket = 0;
    for (int i = 0; i < number; i++) {
      double target = (i + 0.5) / number;
      while (bucket < BUCKETS - 1 && passed + probabilities[bucket] < target) {
        passed += probabilities[bucket++];
      }
      double within = probabilities[bucket] > 0 ? (target - passed) / probabilities[bucket] : 0;
      long low = start(bucket);
      lengths.add(low + (long) (Math.min(1, within) * (start(bucket + 1) - low)));
    }
    return lengths;
  }

  private static int bucket(long nanos) {
    int log = 63 - Long.numberOfLeadingZeros(Math.max(1, nanos));
    if (log < SHORTEST_LOG_2) {
      return 0;
    }
    int bucket = 4 * (log - SHORTEST_LOG_2);
    while (bucket < BUCKETS - 1 && start(bucket + 1) <= nanos) {
      bucket++;
    }
    return Math.min(bucket, BUCKETS - 1);
  }

  private static long start(int bucket) {
    return bucket == 0 ? 0 : (1L << (SHORTEST_LOG_2 + bucket / 4)) / 1000 * STEPS[bucket % 4];
  }
}
