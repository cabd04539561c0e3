package org.arkwright.scheduler.energy;

import java.util.Arrays;

/**
 * Chooses slots of a forecast for a job, as in Wiesner et al., "Let's Wait Awhile" (Middleware
 * 2021), section 4: a window of slots that the job may use, and a number of slots that it needs.
 */
public final class SlotChoice {
  private SlotChoice() {}

  /**
   * Returns the cheapest contiguous run; ties go to the earliest.
   *
   * @param from first usable slot
   * @param to end of the usable slots, at least {@code from + length}
   * @return the run's first slot
   */
  public static int contiguous(double[] forecast, int from, int to, int length) {
    requireFit(forecast, from, to, length);
    // Prefix sums, not a sliding sum, which would accumulate rounding errors.
    double[] sums = new double[to - from + 1];
    for (int slot = from; slot < to; slot++) {
      sums[slot - from + 1] = sums[slot - from] + forecast[slot];
    }
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int first = 0; first + length < sums.length; first++) {
      double sum = sums[first + length] - sums[first];
      if (sum < least) {
        least = sum;
        best = first;
      }
    }
    return from + best;
  }

  /**
   * Returns the cheapest slots, contiguous or not; ties go to the earliest.
   *
   * @return ascending
   */
  public static int[] cheapest(double[] forecast, int from, int to, int length) {
    requireFit(forecast, from, to, length);
    double[] sorted = Arrays.copyOfRange(forecast, from, to);
    Arrays.sort(sorted);
    double threshold = length == 0 ? Double.NEGATIVE_INFINITY : sorted[length - 1];
    int below = 0;
    while (below < length && sorted[below] < threshold) {
      below++;
    }
    int atThreshold = length - below;
    int[] chosen = new int[length];
    int count = 0;
    for (int slot = from; slot < to && count < length; slot++) {
      boolean last = forecast[slot] == threshold && atThreshold-- > 0;
      if (forecast[slot] < threshold || last) {
        chosen[count++] = slot;
      }
    }
    return chosen;
  }

  private static void requireFit(double[] forecast, int from, int to, int length) {
    if (from < 0 || to > forecast.length || length < 0 || length > to - from) {
      throw new IllegalArgumentException(
          "%d slots do not fit into %d..%d of %d".formatted(length, from, to, forecast.length));
    }
  }
}
