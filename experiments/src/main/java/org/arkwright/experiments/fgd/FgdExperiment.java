package org.arkwright.experiments.fgd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.arkwright.scheduler.placement.ArrivalPlacement;
import org.arkwright.scheduler.policy.PlacementScore;

/**
 * The experiment: pods arrive in a seeded random order until they request {@link #OVERLOAD} times
 * the fleet's GPUs; those that fit nowhere are rejected, and still count as arrived.
 */
final class FgdExperiment {
  /** The total arrivals relative to capacity. */
  static final double OVERLOAD = 1.3;

  private FgdExperiment() {}

  /** The pods in the order of arrival: all of them shuffled, then drawn with replacement. */
  static List<FgdPod> arrivals(FgdTrace trace, long seed) {
    Random random = new Random(seed);
    List<FgdPod> pods = new ArrayList<>(trace.pods());
    Collections.shuffle(pods, random);
    double limit = OVERLOAD * trace.capacity();
    long requested = pods.stream().mapToLong(FgdPod::requested).sum();
    while (requested > limit) {
      requested -= pods.remove(random.nextInt(pods.size())).requested();
    }
    while (true) {
      FgdPod next = trace.pods().get(random.nextInt(trace.pods().size()));
      // As published: the share of one GPU counts here, however many the pod requests.
      if (requested + next.gpuMilli() > limit) {
        return pods;
      }
      pods.add(next);
      requested += next.requested();
    }
  }

  /**
   * Returns allocated GPUs in percent of the fleet's, averaged over the arrivals at which the total
   * arrived rounds to the given percentage.
   *
   * @return one value per given percentage
   */
  static double[] allocated(
      FgdTrace trace, PlacementScore score, long seed, int... arrivedPercent) {
    ArrivalPlacement cluster = new ArrivalPlacement(trace.nodes(), score, trace.mix());
    double capacity = trace.capacity();
    long arrived = 0;
    long held = 0;
    double[] sum = new double[arrivedPercent.length];
    int[] counted = new int[arrivedPercent.length];
    for (FgdPod pod : arrivals(trace, seed)) {
      arrived += pod.requested();
      if (cluster.place(pod.shape()).isPresent()) {
        held += pod.requested();
      }
      long percent = Math.round(100 * arrived / capacity);
      for (int i = 0; i < sum.length; i++) {
        if (percent == arrivedPercent[i]) {
          sum[i] += 100 * held / capacity;
          counted[i]++;
        }
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= counted[i];
    }
    return sum;
  }
}
