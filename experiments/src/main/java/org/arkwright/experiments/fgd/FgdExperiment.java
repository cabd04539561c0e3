package org.arkwright.experiments.fgd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.arkwright.scheduler.placement.ArrivalPlacement;
import org.arkwright.scheduler.policy.PlacementScore;

/**
 * Pods arrive in an order drawn by a seed until they ask for {@link #OVERLOAD} times the fleet's
 * GPUs; those that fit nowhere are turned away, and still count as arrived.
 */
final class FgdExperiment {
  /** What arrives in all, over capacity. */
  static final double OVERLOAD = 1.3;

  private FgdExperiment() {}

  /** The pods in the order of arrival: all of them shuffled, then drawn with replacement. */
  static List<FgdPod> arrivals(FgdTrace trace, long seed) {
    Random random = new Random(seed);
    List<FgdPod> pods = new ArrayList<>(trace.pods());
    Collections.shuffle(pods, random);
    double limit = OVERLOAD * trace.capacity();
    long asked = pods.stream().mapToLong(FgdPod::asked).sum();
    while (asked > limit) {
      asked -= pods.remove(random.nextInt(pods.size())).asked();
    }
    while (true) {
      FgdPod next = trace.pods().get(random.nextInt(trace.pods().size()));
      // As published: one GPU's share counts here, however many the pod asks for.
      if (asked + next.gpuMilli() > limit) {
        return pods;
      }
      pods.add(next);
      asked += next.asked();
    }
  }

  /**
   * Allocated GPUs in per cent of the fleet's, as the mean over the arrivals at which what has
   * arrived rounds to so many per cent of it.
   *
   * @return for each of the per cents in turn
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
      arrived += pod.asked();
      if (cluster.place(pod.shape()).isPresent()) {
        held += pod.asked();
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
