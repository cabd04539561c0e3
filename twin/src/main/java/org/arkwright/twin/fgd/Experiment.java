package org.arkwright.twin.fgd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.arkwright.scheduler.Arrivals;
import org.arkwright.scheduler.PlacementScore;

/**
 * Pods arrive in an order drawn by a seed until they ask for {@link #OVERLOAD} times the fleet's
 * GPUs; those that fit nowhere are turned away, and still count as arrived.
 */
final class Experiment {
  /** What arrives in all, over capacity. */
  static final double OVERLOAD = 1.3;

  private Experiment() {}

  /** The pods in the order of arrival: all of them shuffled, then drawn with replacement. */
  static List<Pod> arrivals(Trace trace, long seed) {
    Random random = new Random(seed);
    List<Pod> pods = new ArrayList<>(trace.pods());
    Collections.shuffle(pods, random);
    double limit = OVERLOAD * trace.capacity();
    long asked = pods.stream().mapToLong(Pod::asked).sum();
    while (asked > limit) {
      asked -= pods.remove(random.nextInt(pods.size())).asked();
    }
    while (true) {
      Pod next = trace.pods().get(random.nextInt(trace.pods().size()));
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
  static double[] allocated(Trace trace, PlacementScore score, long seed, int... arrivedPercent) {
    Arrivals cluster = new Arrivals(trace.nodes(), score, trace.mix());
    double capacity = trace.capacity();
    long arrived = 0;
    long held = 0;
    double[] sum = new double[arrivedPercent.length];
    int[] counted = new int[arrivedPercent.length];
    for (Pod pod : arrivals(trace, seed)) {
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
